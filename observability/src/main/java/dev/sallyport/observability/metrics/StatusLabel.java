// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.metrics;

/** HTTP status as a label: its class only. */
final class StatusLabel {

    private static final String[] CLASSES = {BoundedLabel.NONE, "1xx", "2xx", "3xx", "4xx", "5xx"};

    /** How many labels there are. */
    static final int COUNT = CLASSES.length;

    private StatusLabel() {}

    /** @param status 0 when there was none */
    static String of(int status) {
        return CLASSES[indexOf(status)];
    }

    /** From 0, the same for all of a class. */
    static int indexOf(int status) {
        int number = status / 100;
        return number > 0 && number < COUNT ? number : 0;
    }
}
