using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.CodeFixes.Tests;

public class NginxHeaderFixTests
{
    private const string AllFour = "[TrustedProxies(\"unix:\"), AllowedHosts(\"a.example\"), ForwardedHeaders(Forwarded.For | Forwarded.Proto | Forwarded.Host | Forwarded.Port)]";
    private const string Usual = "[TrustedProxies(\"unix:\")]";

    [Fact]
    public Task A_header_is_set_beside_the_others() => VerifyAsync(
        AllFour,
        """
        server {
            server_name a.example;
            location / {
                # to the app
                proxy_set_header X-Forwarded-For $remote_addr; # the client
                proxy_pass http://unix:/run/a.sock;
            }
        }
        """,
        """
        server {
            server_name a.example;
            location / {
                # to the app
                proxy_set_header X-Forwarded-For $remote_addr; # the client
                proxy_set_header X-Forwarded-Proto $scheme;
                proxy_set_header X-Forwarded-Host $host;
                proxy_set_header X-Forwarded-Port $server_port;
                proxy_pass http://unix:/run/a.sock;
            }
        }
        """);

    [Fact]
    public Task A_place_that_sets_nothing_gets_headers_in_its_own_block() => VerifyAsync(
        Usual,
        "server {\r\n\tlocation /a {\r\n\t\tproxy_pass http://unix:/run/a.sock;\r\n\t}\r\n\tlocation /b { proxy_pass http://unix:/run/a.sock; }\r\n}\r\n",
        "server {\r\n\tlocation /a {\r\n\t\tproxy_pass http://unix:/run/a.sock;\r\n\t\tproxy_set_header X-Forwarded-For $remote_addr;\r\n\t\tproxy_set_header X-Forwarded-Proto $scheme;\r\n\t}\r\n"
            + "\tlocation /b { proxy_pass http://unix:/run/a.sock; proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto $scheme; }\r\n}\r\n");

    [Fact]
    public Task A_header_goes_to_the_level_that_sets_others() => VerifyAsync(
        Usual,
        """
        server {
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header Connection ""; proxy_buffering off;
            location /a { proxy_pass http://unix:/run/a.sock; }
            location /b { proxy_pass http://unix:/run/a.sock; }
            location /c {
                proxy_set_header Host $host;
                proxy_pass http://unix:/run/a.sock;
            }
        }
        """,
        """
        server {
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header Connection ""; proxy_set_header X-Forwarded-Proto $scheme; proxy_buffering off;
            location /a { proxy_pass http://unix:/run/a.sock; }
            location /b { proxy_pass http://unix:/run/a.sock; }
            location /c {
                proxy_set_header Host $host;
                proxy_set_header X-Forwarded-For $remote_addr;
                proxy_set_header X-Forwarded-Proto $scheme;
                proxy_pass http://unix:/run/a.sock;
            }
        }
        """);

    [Fact]
    public Task A_header_goes_before_a_block_that_cannot_have_it() => VerifyAsync(
        "[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.For)]",
        """
        location / {
            if ($a) {
                proxy_pass http://unix:/run/a.sock;
            }
            limit_except GET { proxy_pass http://unix:/run/a.sock; }
        }
        """,
        """
        location / {
            proxy_set_header X-Forwarded-For $remote_addr;
            if ($a) {
                proxy_pass http://unix:/run/a.sock;
            }
            limit_except GET { proxy_pass http://unix:/run/a.sock; }
        }
        """);

    [Fact]
    public Task A_value_of_the_clients_is_replaced() => VerifyAsync(
        Usual,
        """
        proxy_set_header X-Forwarded-For   "$http_x_real_ip" ;
        proxy_set_header X-Forwarded-Proto ${http_x_forwarded_proto}; # as nginx.org has it
        location / { proxy_pass http://unix:/run/a.sock; }
        location /b { proxy_pass http://unix:/run/a.sock; proxy_set_header x-forwarded-for $remote_addr; proxy_set_header X-Forwarded-Proto $http_x_proto; }
        """,
        """
        proxy_set_header X-Forwarded-For   $remote_addr ;
        proxy_set_header X-Forwarded-Proto $scheme; # as nginx.org has it
        location / { proxy_pass http://unix:/run/a.sock; }
        location /b { proxy_pass http://unix:/run/a.sock; proxy_set_header x-forwarded-for $remote_addr; proxy_set_header X-Forwarded-Proto $scheme; }
        """);

    [Fact]
    public Task Of_several_proxies_each_adds_its_address() => VerifyAsync(
        "[TrustedProxies(\"unix:\", Hops = 2), ForwardedHeaders(Forwarded.For, ForHeader = \"X-Client\")]",
        "location / {\n  proxy_pass http://unix:/run/a.sock;\n}",
        "location / {\n  proxy_pass http://unix:/run/a.sock;\n  proxy_set_header X-Client $proxy_add_x_forwarded_for;\n}");

    [Fact]
    public Task A_header_is_added_without_a_change_of_what_else_is_set() => VerifyAsync(
        "[TrustedProxies(\"unix:\", Hops = 2), ForwardedHeaders(Forwarded.For)]",
        "location /a { proxy_pass http://unix:/a; }\nlocation /b { proxy_pass http://unix:/a; proxy_set_header X-Forwarded-For $http_x_forwarded_for; }\nlocation /c { proxy_pass_request_headers off; proxy_pass http://unix:/a; }",
        "location /a { proxy_pass http://unix:/a; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; }\nlocation /b { proxy_pass http://unix:/a; proxy_set_header X-Forwarded-For $http_x_forwarded_for; }\nlocation /c { proxy_pass_request_headers off; proxy_pass http://unix:/a; }");

    [Fact]
    public Task A_value_of_a_delivery_network_is_not_replaced_with_the_clients() => VerifyAsync(
        "[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.For)]",
        "location /a { proxy_pass http://unix:/a; proxy_set_header X-Forwarded-For $http_cf_connecting_ip; }\nlocation /b { proxy_pass http://unix:/a; proxy_set_header X-Forwarded-For $http_x_real_ip; }",
        "location /a { proxy_pass http://unix:/a; proxy_set_header X-Forwarded-For $http_cf_connecting_ip; }\nlocation /b { proxy_pass http://unix:/a; proxy_set_header X-Forwarded-For $remote_addr; }");

    [Theory]
    [InlineData("[TrustedProxies(\"unix:\")]", "location / { proxy_pass http://unix:/run/{{ app }}.sock; }")]
    [InlineData("[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.For, ForHeader = \"CF-Connecting-IP\")]", "location / { proxy_pass http://unix:/a; }")]
    [InlineData("[TrustedProxies(\"unix:\", Hops = 2), ForwardedHeaders(Forwarded.For | Forwarded.Proto)]", "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; location / { proxy_pass http://unix:/a; }")]
    [InlineData("[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.For, Standard = true)]", "location / { proxy_pass http://unix:/a; }")]
    [InlineData("[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.Prefix)]", "location / { proxy_pass http://unix:/a; }")]
    [InlineData("[TrustedProxies(\"10.0.0.1\")]", "proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto $scheme; location / { proxy_pass http://unix:/a; }")]
    public Task Where_nobody_knows_the_value_nothing_is_offered(string attributes, string conf) => VerifyAsync(attributes, conf, conf);

    [Fact]
    public Task Options_of_ASP_NET_Core_are_served_by_the_same_fix()
    {
        string source = AspNetSource.Configuring("o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;");
        return FixTest.VerifyWithFileAsync(
            new NginxHeaderFix(),
            "/app/nginx.conf",
            (source, "server {\n  location / {\n    proxy_pass http://127.0.0.1:5000;\n    proxy_set_header X-Forwarded-Proto $http_x_forwarded_proto;\n  }\n}\n"),
            (source, "server {\n  location / {\n    proxy_pass http://127.0.0.1:5000;\n    proxy_set_header X-Forwarded-Proto $scheme;\n    proxy_set_header X-Forwarded-For $remote_addr;\n  }\n}\n"),
            TestReferences.AspNet);
    }

    [Fact]
    public Task A_host_that_nginx_takes_from_the_client_is_not_taken_any_more()
    {
        const string Conf = "server { proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Host $host; location / { proxy_pass http://unix:/a; } }";
        return FixTest.VerifyWithFileAsync(
            new ForwardedFlagsFix(),
            "/app/nginx.conf",
            (AspNetSource.Configuring("o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedHost;"), Conf),
            (AspNetSource.Configuring("o.ForwardedHeaders = ForwardedHeaders.XForwardedFor;"), Conf),
            TestReferences.AspNet);
    }

    [Fact]
    public Task A_host_that_nginx_takes_from_the_client_must_be_one_that_the_app_serves()
    {
        const string Conf = "server { proxy_set_header X-Forwarded-Host $host; location / { proxy_pass http://unix:/a; } }";
        const string Before = """
            using Gatehouse;

            [GatewayApp(ServerNames = ["a.example"])]
            [TrustedProxies("unix:")]
            [ForwardedHeaders(Forwarded.Host)]
            public partial class App
            {
                public void Handle() { }
            }
            """;
        return FixTest.VerifyWithFileAsync(
            new TrustDeclarationFix(),
            "/app/nginx.conf",
            (Before, Conf),
            (Before.Replace("(Forwarded.Host)]\n", "(Forwarded.Host)]\n[AllowedHosts(\"a.example\")]\n", StringComparison.Ordinal), Conf),
            TestReferences.Gatehouse);
    }

    private static Task VerifyAsync(string attributes, string before, string after)
    {
        string source = $$"""
        using Gatehouse;

        [GatewayApp]
        {{attributes}}
        public partial class App
        {
            public void Handle() { }
        }
        """;
        return FixTest.VerifyWithFileAsync(new NginxHeaderFix(), "/app/deploy/nginx/site.conf", (source, before), (source, after), TestReferences.Gatehouse);
    }
}
