package org.kd4j.arbiter.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GroupsCsvTest {
    @Test
    void hasARowForEachGroupOfEachSet() {
        // The student alone: of "a" 0.4 and 0.9 against 0.4 and 0.2, of "b" 0.3 against 0.5, and so on.
        assertThat(GroupsCsv.write(SampleResults.withGroups()).lines())
                .containsExactly(
                        "kind,number,objective.temperature,seed,set,group,records,positives,accuracy,"
                                + "subgroup_auroc,bpsn_auroc,bnsp_auroc",
                        "teacher,,,,dev,a,4,2,0.5,0.75,1.0,1.0",
                        "teacher,,,,dev,b,2,1,1.0,1.0,1.0,1.0",
                        "teacher,,,,dev,'=nobody,0,0,undefined,undefined,undefined,undefined",
                        "teacher,,,,test,a,4,2,0.5,0.75,1.0,1.0",
                        "teacher,,,,test,b,2,1,1.0,1.0,1.0,1.0",
                        "teacher,,,,test,'=nobody,0,0,undefined,undefined,undefined,undefined",
                        "baseline,0,,1,dev,a,4,2,0.75,0.875,0.75,0.75",
                        "baseline,0,,1,dev,b,2,1,0.5,0.0,0.6666666666666666,0.5",
                        "baseline,0,,1,dev,'=nobody,0,0,undefined,undefined,undefined,undefined",
                        "baseline,0,,1,test,a,4,2,0.75,0.875,0.75,0.75",
                        "baseline,0,,1,test,b,2,1,0.5,0.0,0.6666666666666666,0.5",
                        "baseline,0,,1,test,'=nobody,0,0,undefined,undefined,undefined,undefined",
                        "trial,1,2,1,dev,a,4,2,0.5,0.75,1.0,1.0",
                        "trial,1,2,1,dev,b,2,1,1.0,1.0,1.0,1.0",
                        "trial,1,2,1,dev,'=nobody,0,0,undefined,undefined,undefined,undefined",
                        "trial,1,2,1,test,a,4,2,0.5,0.75,1.0,1.0",
                        "trial,1,2,1,test,b,2,1,1.0,1.0,1.0,1.0",
                        "trial,1,2,1,test,'=nobody,0,0,undefined,undefined,undefined,undefined");
    }
}
