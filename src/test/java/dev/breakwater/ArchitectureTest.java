package dev.breakwater;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Holds what ships to the {@link HouseRules}. */
class ArchitectureTest {

    private static final String ROOT = "dev.breakwater";

    private static final JavaClasses SHIPPED = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @TestFactory
    Stream<DynamicTest> keeps_the_house_rules() {
        return new HouseRules(ROOT).all().stream().map(ArchitectureTest::checked);
    }

    private static DynamicTest checked(ArchRule rule) {
        return DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(SHIPPED));
    }
}
