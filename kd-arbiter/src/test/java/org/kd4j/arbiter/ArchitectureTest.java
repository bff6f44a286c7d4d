package org.kd4j.arbiter;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

/** Which way the parts depend: docs/ARCHITECTURE.md draws these arrows. */
@AnalyzeClasses(packages = "org.kd4j", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule modules = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("org.kd4j..")
            .layer("core")
            .definedBy("org.kd4j.core..")
            .layer("data")
            .definedBy("org.kd4j.data..")
            .layer("models")
            .definedBy("org.kd4j.models..")
            .layer("arbiter")
            .definedBy("org.kd4j.arbiter..")
            .whereLayer("arbiter")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("data")
            .mayOnlyBeAccessedByLayers("arbiter")
            .whereLayer("models")
            .mayOnlyBeAccessedByLayers("arbiter");

    @ArchTest
    static final ArchRule packages =
            slices().matching("org.kd4j.(*.*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheCommandLineParsesArguments = ArchRuleDefinition.noClasses()
            .that()
            .resideOutsideOfPackage("org.kd4j.arbiter.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("picocli..", "me.tongfei..");

    @ArchTest
    static final ArchRule onlyTheSweepKnowsArbiter = ArchRuleDefinition.noClasses()
            .that()
            .resideOutsideOfPackage("org.kd4j.arbiter.sweep..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.deeplearning4j.arbiter..");

    @ArchTest
    static final ArchRule onlyTheTranslationReadsOnnx = ArchRuleDefinition.noClasses()
            .that()
            .resideOutsideOfPackage("org.kd4j.models.onnx..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("onnx..", "ai.onnxruntime..");

    @ArchTest
    static final ArchRule nobodyPrintsToStandardOutput = ArchRuleDefinition.noClasses()
            .that()
            .resideOutsideOfPackage("org.kd4j.arbiter.cli..")
            .should()
            .accessField(System.class, "out");
}
