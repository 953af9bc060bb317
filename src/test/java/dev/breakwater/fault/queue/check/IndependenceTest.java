package dev.breakwater.fault.queue.check;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** The checker shares no code with the gateway. */
class IndependenceTest {

    @Test
    void the_checker_sees_nothing_of_the_gateway() {
        String own = IndependenceTest.class.getPackageName();
        noClasses()
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are the gateway's",
                        (JavaClass type) -> type.getPackageName().startsWith("dev.breakwater")
                                && !type.getPackageName().equals(own)))
                .check(new ClassFileImporter().importPackages(own));
    }
}
