package com.mesaya.realtime;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static org.assertj.core.api.Assertions.assertThat;

import com.mesaya.realtime.application.InPlace;
import com.mesaya.realtime.canary.StartsThreads;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No callback and no delay of the service starts a thread; {@link InPlace} says when they would. */
class ThreadsArchitectureTest {

    private static final String ROOT = "com.mesaya.realtime";

    private static final ArchRule ONLY_IN_PLACE = codeUnits()
            .that()
            .areDeclaredInClassesThat(DescribedPredicate.not(equivalentTo(InPlace.class)
                    .or(resideInAnyPackage(ROOT + ".demo..", ROOT + ".bench..", ROOT + ".cli.."))))
            .should(goOnInPlace());

    @Test
    void onlyInPlaceGoesOnAfterPekkoAndDelays() {
        ONLY_IN_PLACE.check(new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(ROOT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chainsOnAStageOfPekko",
                "passesAStageOfPekkoOn",
                "convertsOneStageOfTwo",
                "runsIntoASinkThatGivesAStage",
                "looksAtTheEndOfAStream",
                "convertsByItself",
                "suppliesAnywhere",
                "goesOnAnywhere",
                "delaysByItself"
            })
    void theRuleNoticesWhoeverBreaksIt(String method) {
        assertThat(violations()).anySatisfy(violation -> assertThat(violation).contains(method));
    }

    @Test
    void theRuleAllowsWhatIsConverted() {
        assertThat(violations()).hasSize(9).noneMatch(violation -> violation.contains("isAllowed"));
    }

    private static List<String> violations() {
        JavaClasses canary = new ClassFileImporter().importClasses(StartsThreads.class);
        return ONLY_IN_PLACE.evaluate(canary).getFailureReport().getDetails();
    }

    private static ArchCondition<JavaCodeUnit> goOnInPlace() {
        return new ArchCondition<>(
                "convert each stage of Pekko by InPlace, and neither delay nor go on without an executor") {
            @Override
            public void check(JavaCodeUnit unit, ConditionEvents events) {
                if (targets(unit).anyMatch(ThreadsArchitectureTest::startsThreads)) {
                    events.add(violated(unit, unit.getFullName() + " has a thread started for each task"));
                }
                long stages = targets(unit)
                        .filter(ThreadsArchitectureTest::givesAStage)
                        .count();
                long converted = targets(unit)
                        .filter(target -> target.getOwner().isEquivalentTo(InPlace.class)
                                && target.getName().equals("of"))
                        .count();
                if (stages > converted) {
                    events.add(violated(
                            unit,
                            unit.getFullName() + " gets " + stages + " stages of Pekko, and converts " + converted));
                }
            }
        };
    }

    private static Stream<CodeUnitAccessTarget> targets(JavaCodeUnit unit) {
        return Stream.concat(unit.getCallsFromSelf().stream(), unit.getCodeUnitReferencesFromSelf().stream())
                .map(JavaCodeUnitAccess::getTarget);
    }

    private static boolean startsThreads(CodeUnitAccessTarget target) {
        JavaClass owner = target.getOwner();
        boolean isAsync = target.getName().endsWith("Async")
                && owner.isAssignableTo(CompletionStage.class)
                && target.getRawParameterTypes().stream().noneMatch(type -> type.isEquivalentTo(Executor.class));
        return isAsync
                || target.getName().equals("delayedExecutor")
                || owner.getName().matches("scala\\.(jdk|compat)\\..*FutureConverters.*");
    }

    /** A sink's stage comes out where the stream is run; what that gives isn't told by its type. */
    private static boolean givesAStage(CodeUnitAccessTarget target) {
        JavaClass owner = target.getOwner();
        if (!owner.getPackageName().startsWith("org.apache.pekko")) {
            return false;
        }
        return target.getRawReturnType().isAssignableTo(CompletionStage.class)
                || target.getName().equals("watchTermination")
                || (owner.isEquivalentTo(Sink.class) && givesAStageWhenRun(target));
    }

    private static boolean givesAStageWhenRun(CodeUnitAccessTarget target) {
        return target.resolveMember().stream()
                .flatMap(member -> member.getReturnType().getAllInvolvedRawTypes().stream())
                .anyMatch(type -> type.isAssignableTo(CompletionStage.class));
    }
}
