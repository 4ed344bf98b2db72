using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests.Analyzers;

public class ForwardingListenerTests
{
    private const string Forwarding = "app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor }); ";
    private const string Unix = "Peers on a Unix socket have no address and are always believed; ";

    private const string Everyone = """
        services.Configure<ForwardedHeadersOptions>(o => { o.KnownProxies.Clear(); {|GH1011:o.KnownIPNetworks.Clear()|}; });
        """;

    [Theory]
    [Rule("GH1021", Outcome.Reports)]
    [InlineData("host.ConfigureKestrel(k => k.ListenUnixSocket({|GH1021:\"/run/shop.sock\"|}));", "Info: " + Unix + "who can connect is up to the permissions of the socket")]
    [InlineData("host.ConfigureKestrel(k => k.ListenUnixSocket({|GH1021:config[\"Socket\"]|}!, l => { }));", null)]
    [InlineData("host.UseUrls({|GH1021:\"http://unix:/run/shop.sock\"|}, \"http://127.0.0.1:5000\");", null)]
    [InlineData("host.UseUrls({|GH1021:\"HTTP://UNIX:/run/shop.sock\"|});", null)]
    [InlineData("string path = \"/run/\" + env.ApplicationName; host.ConfigureKestrel(k => k.ListenUnixSocket({|GH1021:path|})); System.IO.File.SetUnixFileMode(path, (System.IO.UnixFileMode)0x1B6);", "Warning: " + Unix + "this one lets every user of the machine connect")]
    [InlineData("host.ConfigureKestrel(k => k.ListenUnixSocket({|GH1021:\"/run/shop.sock\"|})); System.IO.File.SetUnixFileMode(\"/run/shop.sock\", System.IO.UnixFileMode.UserWrite | System.IO.UnixFileMode.GroupWrite);", "Info: " + Unix + "who can connect is up to the permissions of the socket")]
    [InlineData("host.ConfigureKestrel(k => k.ListenUnixSocket({|GH1021:\"/run/shop.sock\"|})); System.IO.File.SetUnixFileMode(\"/run/other.sock\", (System.IO.UnixFileMode)0x1B6);", "Info: " + Unix + "who can connect is up to the permissions of the socket")]
    [InlineData("host.ConfigureKestrel(k => k.ListenUnixSocket({|GH1021:\"/run/shop.sock\"|})); SetUnixFileMode(\"/run/shop.sock\", (System.IO.UnixFileMode)0x1B6); void SetUnixFileMode(string path, System.IO.UnixFileMode mode) { }", "Info: " + Unix + "who can connect is up to the permissions of the socket")]
    public async Task A_Unix_socket(string statements, string? message)
    {
        string found = Assert.Single(await AspNetSource.VerifyAsync(AspNetSource.InStartup(Forwarding + statements)));
        if (message is not null) Assert.Equal(message, found);
    }

    [Theory]
    [Rule("GH1021", Outcome.Quiet)]
    [InlineData("host.ConfigureKestrel(k => k.ListenUnixSocket(\"/run/shop.sock\"));")]
    [InlineData("host.UseUrls(\"http://unix:/run/shop.sock\");")]
    public async Task A_Unix_socket_of_an_app_without_the_middleware(string statements) =>
        await AspNetSource.VerifyAsync(AspNetSource.InStartup(statements));

    [Fact]
    [Rule("GH1021", Outcome.Quiet)]
    public async Task Other_listeners() => await AspNetSource.VerifyAsync(AspNetSource.InStartup(
        Forwarding + "host.ConfigureKestrel(k => k.ListenLocalhost(5000)); host.UseUrls(\"http://localhost:5000\", config[\"Url\"]!);"));

    [Theory]
    [Rule("GH1022", Outcome.Reports)]
    [InlineData("host.ConfigureKestrel(k => k.{|GH1022:ListenAnyIP|}(5000));")]
    [InlineData("host.ConfigureKestrel(k => k.Listen({|GH1022:IPAddress.Any|}, 5000));")]
    [InlineData("host.ConfigureKestrel(k => k.Listen({|GH1022:IPAddress.IPv6Any|}, 5000, l => { }));")]
    [InlineData("host.UseUrls({|GH1022:\"http://*:80\"|});")]
    [InlineData("host.UseUrls({|GH1022:\"https://+\"|});")]
    [InlineData("host.UseUrls({|GH1022:\"http://localhost:80;http://*:81;http://+:82\"|});")]
    [InlineData("host.UseUrls({|GH1022:\"http://*/\"|});")]
    [InlineData("_ = ((WebApplication)app).RunAsync({|GH1022:\"http://*:80\"|});")]
    [InlineData("host.UseUrls(\"http://127.0.0.1:80\", {|GH1022:\"http://0.0.0.0:80/\"|});")]
    [InlineData("((WebApplication)app).Urls.Add({|GH1022:\"http://[::]:80\"|});")]
    [InlineData("((WebApplication)app).Run({|GH1022:\"http://*:80\"|});")]
    [InlineData("host.UseUrls({|GH1022:$\"http://0.0.0.0:{config[\"PORT\"]}\"|});")]
    [InlineData("((WebApplication)app).Urls.Add({|GH1022:$\"{config[\"Scheme\"]}://*:80\"|});")]
    [InlineData("host.UseUrls({|GH1022:\"http://0.0.0.0:\" + config[\"PORT\"]|});")]
    [InlineData("string url = $\"http://+:{config[\"PORT\"]}\"; ((WebApplication)app).Run({|GH1022:url|});")]
    public async Task A_listener_for_everyone_that_believes_everyone(string statements) => Assert.Contains(
        "Warning: Everyone can connect here, and the middleware believes every peer", await AspNetSource.VerifyAsync(AspNetSource.InStartup(Everyone + statements)));

    [Theory]
    [Rule("GH1022", Outcome.Reports)]
    [InlineData("{|GH1013:\"0.0.0.0/0\"|}", "0.0.0.0/0", "Warning")]
    [InlineData("{|GH1013:\"128.0.0.0/1\"|}", "128.0.0.0/1", "Warning")]
    [InlineData("\"203.0.113.0/24\"", "203.0.113.0/24", "Info")]
    public async Task A_listener_for_everyone_that_believes_peers_of_the_Internet(string network, string text, string severity) => Assert.Contains(
        $"{severity}: Everyone can connect here, and the middleware believes peers of the Internet, those in '{text}'",
        await AspNetSource.VerifyAsync(AspNetSource.InStartup(
            $"services.Configure<ForwardedHeadersOptions>(o => o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse({network}))); host.UseUrls({{|GH1022:\"http://*:80\"|}});")));

    [Fact]
    [Rule("GH1022", Outcome.Reports)]
    public async Task Of_two_networks_of_the_Internet_the_first_is_named() => Assert.Equal(
        ["Info: Everyone can connect here, and the middleware believes peers of the Internet, those in '203.0.113.0/24'"],
        await AspNetSource.VerifyAsync(AspNetSource.InStartup("""
            services.Configure<ForwardedHeadersOptions>(o =>
                    {
                        o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse("203.0.113.0/24"));
                        o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse("198.51.100.0/24"));
                    });
                    host.UseUrls({|GH1022:"http://*:80"|});
            """)));

    [Theory]
    [Rule("GH1022", Outcome.Reports)]
    [InlineData("Dockerfile", "")]
    [InlineData("shop.service", "Environment=DOTNET_RUNNING_IN_CONTAINER=true")]
    public async Task In_a_container_it_is_information(string file, string text) => Assert.Contains(
        "Info: Everyone can connect here, and the middleware believes every peer",
        await AspNetSource.VerifyAsync(
            AspNetSource.InStartup(Everyone + "host.UseUrls({|GH1022:\"http://*:80\"|});"),
            new TestOptions(new Dictionary<string, string>()) { AdditionalFiles = [TestOptions.File(file, text)] }));

    [Theory]
    [Rule("GH1022", Outcome.Quiet)]
    [InlineData("services.Configure<ForwardedHeadersOptions>(o => o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\")));")]
    [InlineData("services.Configure<ForwardedHeadersOptions>(o => o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"10.1.0.0/24\")));")]
    [InlineData("services.Configure<ForwardedHeadersOptions>(o => o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"fd00:1::/64\")));")]
    [InlineData("services.Configure<ForwardedHeadersOptions>(o => o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"169.254.1.0/24\")));")]
    [InlineData("services.Configure<ForwardedHeadersOptions>(o => o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"::1/128\")));")]
    [InlineData("services.Configure<ForwardedHeadersOptions>(o => o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"fe80::/64\")));")]
    [InlineData("services.Configure<ForwardedHeadersOptions>(o => { if (env.IsDevelopment()) o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"203.0.113.0/24\")); });")]
    [InlineData("var x = {|GH1018:new ForwardedHeadersOptions()|}; x.KnownProxies.Clear(); x.KnownIPNetworks.Clear(); app.UseForwardedHeaders(x);")]
    [InlineData("var ps = config.GetSection(\"Proxies\").Get<string[]>()!; services.Configure<ForwardedHeadersOptions>(o => { if (ps.Length == 0) return; o.KnownProxies.Clear(); o.KnownIPNetworks.Clear(); foreach (string p in ps) o.KnownProxies.Add(IPAddress.Parse(p)); });")]
    [InlineData("services.Configure<ForwardedHeadersOptions>(o => { if (env.IsDevelopment()) { o.KnownProxies.Clear(); {|GH1011:o.KnownIPNetworks.Clear()|}; } });")]
    public async Task A_listener_for_everyone_that_believes_few(string statements) =>
        await AspNetSource.VerifyAsync(AspNetSource.InStartup(statements + " host.UseUrls(\"http://*:80\");"));

    [Theory]
    [Rule("GH1022", Outcome.Quiet)]
    [InlineData("host.UseUrls(\"http://localhost:80\", \"http://10.0.0.7:80\", \"x\", \"http://*.example\");")]
    [InlineData("host.ConfigureKestrel(k => { k.Listen(IPAddress.Loopback, 80); k.ListenLocalhost(81); });")]
    [InlineData("new List<string>().Add(\"http://*:80\");")]
    [InlineData("ListenAnyIP(80); void ListenAnyIP(int port) { }")]
    [InlineData("host.UseUrls($\"http://{config[\"HOST\"]}:80\", $\"http://localhost:{config[\"PORT\"]}\", $\"http://0.0.0.0{config[\"REST\"]}\", \"http://\" + config[\"HOST\"]);")]
    public async Task A_listener_for_few_that_believes_everyone(string statements) =>
        await AspNetSource.VerifyAsync(AspNetSource.InStartup(Everyone + statements));

    [Fact]
    [Rule("GH1021", Outcome.Quiet)]
    [Rule("GH1022", Outcome.Quiet)]
    public async Task Generated_code_is_left_alone() => await AspNetSource.VerifyAsync("// <auto-generated/>\n#nullable enable\n" + AspNetSource.InStartup(
        Markup.Without(Everyone) + "host.UseUrls(\"http://*:80\", \"http://unix:/run/shop.sock\");"));

    [Fact]
    [Rule("GH1021", Outcome.Quiet)]
    [Rule("GH1022", Outcome.Quiet)]
    public async Task Methods_of_others_are_left_alone() => await AnalyzerTest.VerifyAsync(TestReferences.Net, null, """
        public static class Extensions
        {
            public static object UseUrls(this object host, params string[] urls) => host;
            public static object UseForwardedHeaders(this object app) => app;
            public static void Use(object app) => app.UseForwardedHeaders().UseUrls("http://*:80", "http://unix:/run/shop.sock");
        }
        """);
}
