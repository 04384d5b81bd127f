// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.metrics;

/** HTTP status as a label: its class only. */
final class StatusLabel {

    private static final String[] CLASSES = {BoundedLabel.NONE, "1xx", "2xx", "3xx", "4xx", "5xx"};

    private StatusLabel() {}

    /** @param status 0 when there was none */
    static String of(int status) {
        int number = status / 100;
        return number > 0 && number < CLASSES.length ? CLASSES[number] : BoundedLabel.NONE;
    }
}
