package com.mesaya.realtime;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.canary.ReachesUp;
import com.mesaya.realtime.infrastructure.rest.RestSettings;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between the layers, and canaries that prove that each rule can fail. */
class ArchitectureTest {

    private static final String ROOT = "com.mesaya.realtime";
    private static final String DOMAIN = ROOT + ".domain..";
    private static final String APPLICATION = ROOT + ".application..";
    private static final String INFRASTRUCTURE = ROOT + ".infrastructure..";
    private static final String TRANSPORT = ROOT + ".transport..";
    private static final String CLI = ROOT + ".cli..";
    private static final String DEMO = ROOT + ".demo..";
    private static final String BENCH = ROOT + ".bench..";
    private static final String DEMO_JAR = ROOT + ".demojar..";
    private static final String CONFIG = ROOT + ".config..";
    private static final String SERVICE = ROOT + ".service..";
    private static final String JAVA = "java..";
    private static final String JSPECIFY = "org.jspecify..";

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private static final ArchRule DOMAIN_KNOWS_NOTHING_ELSE = classes()
            .that()
            .resideInAPackage(DOMAIN)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(DOMAIN, JAVA, JSPECIFY));

    private static final ArchRule APPLICATION_KNOWS_THE_DOMAIN = classes()
            .that()
            .resideInAPackage(APPLICATION)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(APPLICATION, DOMAIN, JAVA, JSPECIFY, "org.slf4j.."));

    private static final ArchRule INFRASTRUCTURE_KNOWS_THE_INNER_LAYERS =
            ofOurOwnOnly(INFRASTRUCTURE, INFRASTRUCTURE, APPLICATION, DOMAIN);

    private static final ArchRule TRANSPORT_KNOWS_THE_INNER_LAYERS =
            ofOurOwnOnly(TRANSPORT, TRANSPORT, APPLICATION, DOMAIN);

    private static final ArchRule THE_COMMAND_LINES_TOOLS_KNOW_NO_LAYER = ofOurOwnOnly(CLI, CLI);

    private static final ArchRule ADAPTERS_DO_NOT_KNOW_EACH_OTHER =
            slices().matching(ROOT + ".infrastructure.(*)..").should().notDependOnEachOther();

    private static final ArchRule ONLY_THE_DEMO_JAR_AND_THE_BENCHMARK_KNOW_THE_DEMO = noClasses()
            .that(resideOutsideOfPackages(DEMO, BENCH, DEMO_JAR))
            .should()
            .dependOnClassesThat(resideInAPackage(DEMO));

    private static final ArchRule ONLY_THE_DEMO_JAR_KNOWS_THE_BENCHMARK = noClasses()
            .that(resideOutsideOfPackages(BENCH, DEMO_JAR))
            .should()
            .dependOnClassesThat(resideInAPackage(BENCH));

    private static final ArchRule NOTHING_KNOWS_THE_DEMO_JAR = noClasses()
            .that(resideOutsideOfPackages(DEMO_JAR))
            .should()
            .dependOnClassesThat(resideInAPackage(DEMO_JAR));

    private static final ArchRule THE_BENCHMARK_KNOWS_NO_LAYER = noClasses()
            .that()
            .resideInAPackage(BENCH)
            .should()
            .dependOnClassesThat(resideInAnyPackage(DOMAIN, APPLICATION, INFRASTRUCTURE, TRANSPORT));

    private static final ArchRule ONLY_THE_DEMO_JARS_PACKAGES_KNOW_THE_ROOT = noClasses()
            .that(resideOutsideOfPackages(ROOT, CONFIG, SERVICE, DEMO, BENCH, DEMO_JAR))
            .should()
            .dependOnClassesThat(resideInAnyPackage(ROOT, CONFIG, SERVICE));

    static final List<ArchRule> RULES = List.of(
            DOMAIN_KNOWS_NOTHING_ELSE,
            APPLICATION_KNOWS_THE_DOMAIN,
            INFRASTRUCTURE_KNOWS_THE_INNER_LAYERS,
            TRANSPORT_KNOWS_THE_INNER_LAYERS,
            THE_COMMAND_LINES_TOOLS_KNOW_NO_LAYER,
            ADAPTERS_DO_NOT_KNOW_EACH_OTHER,
            ONLY_THE_DEMO_JAR_AND_THE_BENCHMARK_KNOW_THE_DEMO,
            ONLY_THE_DEMO_JAR_KNOWS_THE_BENCHMARK,
            NOTHING_KNOWS_THE_DEMO_JAR,
            THE_BENCHMARK_KNOWS_NO_LAYER,
            ONLY_THE_DEMO_JARS_PACKAGES_KNOW_THE_ROOT);

    static final List<String> PACKAGES = List.of(
            ROOT,
            ROOT + ".application",
            ROOT + ".application.access",
            ROOT + ".application.feed",
            ROOT + ".application.join",
            ROOT + ".application.monitor",
            ROOT + ".application.operations",
            ROOT + ".application.topic",
            ROOT + ".bench",
            ROOT + ".bench.figures",
            ROOT + ".bench.load",
            ROOT + ".cli",
            ROOT + ".config",
            ROOT + ".demo",
            ROOT + ".demojar",
            ROOT + ".domain",
            ROOT + ".domain.entity",
            ROOT + ".domain.log",
            ROOT + ".infrastructure.auth",
            ROOT + ".infrastructure.cluster",
            ROOT + ".infrastructure.kafka",
            ROOT + ".infrastructure.kafka.decode",
            ROOT + ".infrastructure.kafka.partition",
            ROOT + ".infrastructure.logging",
            ROOT + ".infrastructure.metrics",
            ROOT + ".infrastructure.rest",
            ROOT + ".infrastructure.section",
            ROOT + ".infrastructure.section.actor",
            ROOT + ".infrastructure.section.directory",
            ROOT + ".infrastructure.section.handover",
            ROOT + ".infrastructure.section.message",
            ROOT + ".infrastructure.section.routing",
            ROOT + ".infrastructure.section.shown",
            ROOT + ".service",
            ROOT + ".transport",
            ROOT + ".transport.admission",
            ROOT + ".transport.compression",
            ROOT + ".transport.feed",
            ROOT + ".transport.frame",
            ROOT + ".transport.routes",
            ROOT + ".transport.server",
            ROOT + ".transport.tls",
            ROOT + ".transport.websocket");

    @ParameterizedTest
    @FieldSource("RULES")
    void arrowsPointInwards(ArchRule rule) {
        rule.check(CODE);
    }

    @ParameterizedTest
    @MethodSource("canaries")
    void aRuleNoticesWhoeverBreaksIt(ArchRule rule, Class<?> canary) {
        JavaClasses wrong = new ClassFileImporter().importClasses(canary, RestSettings.class);

        assertThat(rule.evaluate(wrong).hasViolation()).isTrue();
    }

    static Stream<Arguments> canaries() {
        return Stream.of(
                Arguments.of(DOMAIN_KNOWS_NOTHING_ELSE, com.mesaya.realtime.domain.canary.ReachesOut.class),
                Arguments.of(APPLICATION_KNOWS_THE_DOMAIN, com.mesaya.realtime.application.canary.ReachesOut.class),
                Arguments.of(
                        INFRASTRUCTURE_KNOWS_THE_INNER_LAYERS,
                        com.mesaya.realtime.infrastructure.kafka.canary.ReachesUp.class),
                Arguments.of(TRANSPORT_KNOWS_THE_INNER_LAYERS, com.mesaya.realtime.transport.canary.ReachesOut.class),
                Arguments.of(THE_COMMAND_LINES_TOOLS_KNOW_NO_LAYER, com.mesaya.realtime.cli.canary.ReachesOut.class),
                Arguments.of(
                        ADAPTERS_DO_NOT_KNOW_EACH_OTHER,
                        com.mesaya.realtime.infrastructure.kafka.canary.ReachesOut.class),
                Arguments.of(ONLY_THE_DEMO_JAR_AND_THE_BENCHMARK_KNOW_THE_DEMO, ReachesUp.class),
                Arguments.of(ONLY_THE_DEMO_JAR_KNOWS_THE_BENCHMARK, ReachesUp.class),
                Arguments.of(NOTHING_KNOWS_THE_DEMO_JAR, ReachesUp.class),
                Arguments.of(THE_BENCHMARK_KNOWS_NO_LAYER, com.mesaya.realtime.bench.canary.ReachesIn.class),
                Arguments.of(ONLY_THE_DEMO_JARS_PACKAGES_KNOW_THE_ROOT, ReachesUp.class));
    }

    @ParameterizedTest
    @FieldSource("PACKAGES")
    void thePackagesOfTheRulesExist(String name) {
        assertThat(CODE.getPackage(name).getClasses()).hasSizeGreaterThan(1);
    }

    @Test
    void everyPackageHasItsPlaceInTheRules() {
        Stream<String> packages = CODE.stream().map(JavaClass::getPackageName).distinct();

        assertThat(packages).containsExactlyInAnyOrderElementsOf(PACKAGES);
    }

    @ParameterizedTest
    @FieldSource("PACKAGES")
    void everyPackageIsDescribedAndNullMarked(String name) {
        JavaPackage code = CODE.getPackage(name);

        assertThat(code.isAnnotatedWith(NullMarked.class)).isTrue();
    }

    private static ArchRule ofOurOwnOnly(String layer, String... allowed) {
        var ours = resideInAPackage(ROOT + "..");
        return noClasses()
                .that()
                .resideInAPackage(layer)
                .should()
                .dependOnClassesThat(ours.and(DescribedPredicate.not(resideInAnyPackage(allowed))));
    }
}
