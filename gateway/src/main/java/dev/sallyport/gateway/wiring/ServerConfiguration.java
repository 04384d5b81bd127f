// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

import dev.sallyport.filters.door.Door;
import dev.sallyport.gateway.errors.ErrorResponses;
import dev.sallyport.gateway.settings.SallyportSettings;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.WebFilter;

/** The server that callers meet: the door in front of it, our errors behind it. */
@Configuration(proxyBeanMethods = false)
public class ServerConfiguration {

    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> door(SallyportSettings settings) {
        Door door = new Door(settings.door());
        return factory -> factory.addServerCustomizers(door::install);
    }

    @Bean
    WebFilter preflightAsAnyOther() {
        return new PreflightAsAnyOther();
    }

    @Bean
    ErrorResponses errorResponses() {
        return new ErrorResponses();
    }
}
