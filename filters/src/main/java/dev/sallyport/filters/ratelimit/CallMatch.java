// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import java.util.List;

/**
 * Which calls a rule is for.
 *
 * @param methods in upper case; empty for all
 * @param paths empty for all
 * @param except paths that it is not for, whatever {@code paths} says
 */
public record CallMatch(List<String> methods, List<PathPattern> paths, List<PathPattern> except) {

    /** Every call. */
    public static final CallMatch ALL = new CallMatch(List.of(), List.of(), List.of());

    public CallMatch {
        methods = List.copyOf(methods);
        paths = List.copyOf(paths);
        except = List.copyOf(except);
    }

    boolean isAll() {
        return methods.isEmpty() && paths.isEmpty() && except.isEmpty();
    }

    boolean covers(CallFacts call) {
        return (methods.isEmpty() || methods.contains(call.method()))
                && (paths.isEmpty() || firstMatch(paths, call.path()) >= 0)
                && firstMatch(except, call.path()) < 0;
    }

    /** The part of its path that the first matching pattern names; the whole path where none does. */
    String named(String path) {
        int end = firstMatch(paths, path);
        return end < 0 ? path : path.substring(0, end);
    }

    private static int firstMatch(List<PathPattern> patterns, String path) {
        for (int i = 0; i < patterns.size(); i++) {
            int end = patterns.get(i).match(path);
            if (end >= 0) {
                return end;
            }
        }
        return -1;
    }
}
