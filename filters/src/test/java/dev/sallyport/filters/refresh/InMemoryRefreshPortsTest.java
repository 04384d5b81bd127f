// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

class InMemoryRefreshPortsTest extends RefreshPortsContract {

    private final InMemoryRefreshPorts ports = new InMemoryRefreshPorts(System::currentTimeMillis);

    @Override
    protected RefreshLease lease() {
        return ports.lease();
    }

    @Override
    protected RefreshJournal journal() {
        return ports.journal();
    }

    @Override
    protected RefreshSetbacks setbacks() {
        return ports.setbacks();
    }

    @Override
    protected RefreshNotices notices() {
        return ports.notices();
    }
}
