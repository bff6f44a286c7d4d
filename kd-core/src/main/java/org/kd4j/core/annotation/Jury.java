package org.kd4j.core.annotation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.kd4j.core.seed.Seeds;

/**
 * How a jury is composed of annotators (Gordon et al., Jury Learning, CHI 2022).
 *
 * @param seats at least one group of them
 */
public record Jury(List<Seats> seats) {
    /** A seat after its number, so that values may hold commas. */
    private static final Pattern BETWEEN_SEATS = Pattern.compile("(?<=:\\d{1,9}),");

    private static final Pattern SEATS = Pattern.compile("(?:(.+?)=(.*)|\\*):(\\d{1,9})");

    /** Where groups overlap, those who sit for one may be missing for another; far more draws than that needs. */
    private static final int ATTEMPTS = 1_000;

    /**
     * Seats for annotators who have something in common.
     *
     * @param attribute empty for anybody
     * @param value of the attribute
     * @param count ≥ 1
     */
    public record Seats(String attribute, String value, int count) {
        public Seats {
            if (count < 1) {
                throw new IllegalArgumentException("found " + count + " seats, expected at least 1");
            }
        }

        boolean fits(Annotators known, int number) {
            return attribute.isEmpty() || known.value(attribute, number).equals(value);
        }

        @Override
        public String toString() {
            return (attribute.isEmpty() ? "*" : attribute + "=" + value) + ":" + count;
        }
    }

    public Jury {
        seats = List.copyOf(seats);
        if (seats.isEmpty()) {
            throw new IllegalArgumentException("found no seats, expected one or more");
        }
    }

    /**
     * A composition such as {@code gender=Woman:6,gender=Man:6}; {@code *:12} are seats for anybody.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Jury parse(String text) {
        List<Seats> seats = new ArrayList<>();
        for (String part : BETWEEN_SEATS.split(text, -1)) {
            Matcher matcher = SEATS.matcher(part.strip());
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "found '" + part + "', expected ATTRIBUTE=VALUE:SEATS or *:SEATS, separated by commas");
            }
            String attribute = matcher.group(1) == null ? "" : matcher.group(1);
            seats.add(new Seats(
                    attribute, attribute.isEmpty() ? "" : matcher.group(2), Integer.parseInt(matcher.group(3))));
        }
        return new Jury(seats);
    }

    /** Number of all seats. */
    public int size() {
        return Math.toIntExact(seats.stream().mapToLong(Seats::count).sum());
    }

    /**
     * Draws juries. Nobody sits in one twice, and all whom a seat fits are as likely to get it; juries are independent of each
     * other.
     *
     * @param juries how many, ≥ 1
     * @return for each the numbers of its jurors, in the order of the seats
     * @throws IllegalArgumentException if an attribute is not known, or a group has too few annotators
     */
    public List<int[]> draw(Annotators known, int juries, long seed) {
        List<int[]> members = seats.stream().map(group -> members(group, known)).toList();
        List<int[]> drawn = new ArrayList<>();
        for (int jury = 0; jury < juries; jury++) {
            drawn.add(draw(members, Seeds.stream(seed, "jury", jury)));
        }
        return drawn;
    }

    private static int[] members(Seats group, Annotators known) {
        if (!group.attribute().isEmpty() && !known.attributes().containsKey(group.attribute())) {
            throw new IllegalArgumentException("found seats for " + group + ", expected an attribute among "
                    + known.attributes().keySet().stream().sorted().toList());
        }
        int[] members = IntStream.range(1, known.size())
                .filter(number -> group.fits(known, number))
                .toArray();
        if (members.length < group.count()) {
            throw new IllegalArgumentException("found seats for " + group + " and " + members.length
                    + " such annotators, expected as many" + values(group, known));
        }
        return members;
    }

    private static String values(Seats group, Annotators known) {
        return group.attribute().isEmpty()
                ? ""
                : "; values are "
                        + known.values(group.attribute()).stream().sorted().collect(Collectors.joining(", "));
    }

    private int[] draw(List<int[]> members, SplittableRandom random) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int[] jurors = attempt(members, random);
            if (jurors.length == size()) {
                return jurors;
            }
        }
        throw new IllegalArgumentException("found no jury of " + seats + " in " + ATTEMPTS
                + " draws, expected groups of more annotators that are not in another");
    }

    /** Fewer than there are seats where a group has nobody left. */
    private int[] attempt(List<int[]> members, SplittableRandom random) {
        List<Integer> jurors = new ArrayList<>();
        for (int group = 0; group < seats.size(); group++) {
            int[] left = Arrays.stream(members.get(group))
                    .filter(number -> !jurors.contains(number))
                    .toArray();
            int count = Math.min(left.length, seats.get(group).count());
            for (int i = 0; i < count; i++) {
                int other = i + random.nextInt(left.length - i);
                jurors.add(left[other]);
                left[other] = left[i];
            }
        }
        return jurors.stream().mapToInt(Integer::intValue).toArray();
    }
}
