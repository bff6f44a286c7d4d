package org.kd4j.core.samediff;

import java.lang.reflect.Field;
import java.util.Set;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.InferenceSession;

/**
 * The numbers of the arrays that a session of ND4J 1.0.0-M2.1 has freed, so that it frees none of them twice in a run. It
 * never forgets one by itself; between runs none is needed.
 */
final class FreedArrays {
    private static final Field FREED = field();

    private FreedArrays() {}

    /** @param some between two runs */
    static void forget(SameDiff some) {
        some.getSessions().values().forEach(session -> of(session).clear());
    }

    static Set<?> of(InferenceSession session) {
        try {
            return (Set<?>) FREED.get(session);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Field field() {
        try {
            Field freed = InferenceSession.class.getDeclaredField("freedArrays");
            freed.setAccessible(true);
            return freed;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("this version of ND4J keeps account of arrays in another way", e);
        }
    }
}
