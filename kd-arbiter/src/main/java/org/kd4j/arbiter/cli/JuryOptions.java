package org.kd4j.arbiter.cli;

import java.util.List;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.annotation.Jury;
import org.kd4j.core.annotation.TiePolicy;
import org.kd4j.core.failure.InvalidConfig;
import picocli.CommandLine.Option;

/** The options that call juries. */
final class JuryOptions {
    private static final int MOST = 1_000_000;

    @Option(
            names = "--jury",
            paramLabel = "SEATS",
            description =
                    "Whom juries are made of, of a model of annotators: ATTRIBUTE=VALUE:SEATS or *:SEATS, separated by"
                            + " commas.")
    String composition;

    @Option(
            names = "--juries",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many juries are drawn; the default is 100.")
    int juries;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "What juries are drawn by; the default is 1.")
    long seed;

    /** What a jury finds where as many say one thing as another. */
    enum Ties {
        HUNG(TiePolicy.DROP),
        SMALLEST(TiePolicy.SMALLEST),
        LARGEST(TiePolicy.LARGEST);

        private final TiePolicy policy;

        Ties(TiePolicy policy) {
            this.policy = policy;
        }
    }

    @Option(
            names = "--ties",
            paramLabel = "POLICY",
            defaultValue = "HUNG",
            description = "What a jury finds in a tie: hung (nothing, the default), smallest or largest class.")
    Ties ties;

    boolean isCalled() {
        return composition != null;
    }

    TiePolicy policy() {
        return ties.policy;
    }

    /** @throws InvalidConfig if the composition is none, or the model knows no such annotators */
    List<int[]> draw(Annotators known) {
        if (juries < 1 || juries > MOST) {
            throw new InvalidConfig("--juries", String.valueOf(juries), "a whole number from 1 to " + MOST, "");
        }
        try {
            return Jury.parse(composition).draw(known, juries, seed);
        } catch (IllegalArgumentException e) {
            throw new InvalidConfig(
                    "--jury " + composition,
                    "no jury that can be drawn (" + e.getMessage() + ")",
                    "seats for annotators that the model knows",
                    "For example gender=Woman:6,gender=Man:6.");
        }
    }
}
