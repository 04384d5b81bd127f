// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

/** Where in a catalogue file something is written; the line counts from 1. */
record Place(String file, int line) {

    @Override
    public String toString() {
        return file + ':' + line;
    }
}
