package dev.breakwater;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The build finds tests by the names of their classes: one with another name would never run, and nobody would see. */
class TestsAreRunTest {

    private static final Pattern FOUND = Pattern.compile(".*(Test|IT|FT)");
    private static final Set<String> MARKS = Set.of(
            "org.junit.jupiter.api.Test",
            "org.junit.jupiter.params.ParameterizedTest",
            "org.junit.jupiter.api.RepeatedTest",
            "net.jqwik.api.Property",
            "net.jqwik.api.Example");

    @Test
    void each_class_with_tests_has_a_name_that_the_build_looks_for() {
        List<JavaClass> withTests = new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests()).importPackages("dev.breakwater").stream()
                        .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                        .filter(type -> type.getEnclosingClass().isEmpty())
                        .filter(type -> type.getMethods().stream().anyMatch(TestsAreRunTest::isTest))
                        .toList();

        assertThat(withTests).hasSizeGreaterThan(50);
        assertThat(withTests)
                .allSatisfy(type -> assertThat(type.getSimpleName()).matches(FOUND));
    }

    private static boolean isTest(JavaMethod method) {
        return method.getAnnotations().stream()
                .anyMatch(mark -> MARKS.contains(mark.getRawType().getName()));
    }
}
