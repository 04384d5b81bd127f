// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the gateway. */
@SpringBootApplication
public class SallyportApplication {

    public static void main(String[] args) {
        SpringApplication.run(SallyportApplication.class, args);
    }
}
