package org.dllm.platform.dashboard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunState;

/**
 * The runs of an experiment that was submitted several times.
 *
 * @param compared of each name and spec the newest with a result, or the newest
 * @param earlier those that a newer run of the same name and spec has taken the place of, and their
 *     reruns
 */
record NewestRuns(List<Run> compared, Set<RunId> earlier) {

    private record Place(String name, String specSha256) {
        static Place of(Run run) {
            return new Place(run.name(), run.specSha256());
        }
    }

    /**
     * @param runs oldest first
     */
    static NewestRuns of(List<Run> runs) {
        var newest = new HashMap<Place, Run>();
        var compared = new HashMap<Place, Run>();
        // A rerun repeats its original; in the comparison it would count twice.
        List<Run> originals = runs.stream().filter(run -> run.rerunOf() == null).toList();
        for (Run run : originals) {
            newest.put(Place.of(run), run);
            compared.merge(Place.of(run), run, NewestRuns::preferred);
        }
        var earlier = new HashSet<RunId>();
        for (Run run : originals) {
            if (isNot(run, newest) && isNot(run, compared)) {
                earlier.add(run.id());
            }
        }
        for (Run run : runs) {
            if (run.rerunOf() != null && earlier.contains(run.rerunOf())) {
                earlier.add(run.id());
            }
        }
        var inOrder = new ArrayList<>(originals);
        inOrder.removeIf(run -> isNot(run, compared));
        return new NewestRuns(List.copyOf(inOrder), Set.copyOf(earlier));
    }

    private static Run preferred(Run older, Run newer) {
        boolean lacks = newer.state() != RunState.FINISHED && older.state() == RunState.FINISHED;
        return lacks ? older : newer;
    }

    private static boolean isNot(Run run, Map<Place, Run> ofPlace) {
        return !run.equals(ofPlace.get(Place.of(run)));
    }
}
