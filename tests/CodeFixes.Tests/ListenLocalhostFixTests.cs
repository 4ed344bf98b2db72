using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Gatehouse.CodeFixes.Tests;

public class ListenLocalhostFixTests
{
    private const string Everyone = "services.Configure<ForwardedHeadersOptions>(o => { o.KnownProxies.Clear(); o.KnownIPNetworks.Clear(); }); ";

    [Theory]
    [InlineData("host.ConfigureKestrel(k => { k.ListenAnyIP(5000); k.ListenAnyIP(5001, l => l.UseHttps()); });", "host.ConfigureKestrel(k => { k.ListenLocalhost(5000); k.ListenLocalhost(5001, l => l.UseHttps()); });")]
    [InlineData(
        "host.ConfigureKestrel(k => { k.Listen(IPAddress.Any, 0); k.Listen(IPAddress.IPv6Any, 5000, l => { }); k.Listen(IPAddress.Parse(\"0.0.0.0\"), 5001); });",
        "host.ConfigureKestrel(k => { k.Listen(IPAddress.Loopback, 0); k.Listen(IPAddress.IPv6Loopback, 5000, l => { }); k.Listen(IPAddress.Parse(\"127.0.0.1\"), 5001); });")]
    [InlineData(
        "host.UseUrls(\"http://*:5000\", \"https://+\", /* all */ \"http://0.0.0.0:5001/\", @\"http://[::]:5002/a\");",
        "host.UseUrls(\"http://localhost:5000\", \"https://localhost\", /* all */ \"http://localhost:5001/\", \"http://localhost:5002/a\");")]
    [InlineData("host.UseUrls(\"http://*:5000;http://10.0.0.7:80;https://*:0\");", "host.UseUrls(\"http://localhost:5000;http://10.0.0.7:80;https://127.0.0.1:0\");")]
    [InlineData("host.ConfigureKestrel(k => k.ListenAnyIP(configure: l => { }, port: 5000));", "host.ConfigureKestrel(k => k.ListenLocalhost(configure: l => { }, port: 5000));")]
    [InlineData("host.UseUrls(\"http://*:5000;http://[::]:5000;http://*:5001\");", "host.UseUrls(\"http://localhost:5000;http://localhost:5001\");")]
    [InlineData("host.UseUrls(\"http://0.0.0.0:5000\", \"http://[::]:5000\", \"https://*:5001\");", "host.UseUrls(\"http://localhost:5000\", \"https://localhost:5001\");")]
    [InlineData("((WebApplication)app).Urls.Add(\"http://*:5000\");", "((WebApplication)app).Urls.Add(\"http://localhost:5000\");")]
    [InlineData("((WebApplication)app).Run(\"http://*:0/\");", "((WebApplication)app).Run(\"http://127.0.0.1:0/\");")]
    public Task Only_the_machine_can_connect(string before, string after) => FixTest.VerifyGoneAsync(
        new ListenLocalhostFix(), AspNetSource.InStartup(Everyone + before), AspNetSource.InStartup(Everyone + after), TestReferences.AspNet);

    [Fact]
    public Task At_the_top_level() => FixTest.VerifyGoneAsync(
        new ListenLocalhostFix(),
        AspNetSource.AtTopLevel(Everyone.Replace("services", "builder.Services", StringComparison.Ordinal) + "builder.Build().Run(\"http://+:80\");"),
        AspNetSource.AtTopLevel(Everyone.Replace("services", "builder.Services", StringComparison.Ordinal) + "builder.Build().Run(\"http://localhost:80\");"),
        TestReferences.AspNet,
        OutputKind.ConsoleApplication);

    [Theory]
    [InlineData("host.ConfigureKestrel(k => k.ListenAnyIP(0));")]
    [InlineData("host.ConfigureKestrel(k => k.ListenAnyIP(configure: l => { }, port: 0));")]
    [InlineData("host.ConfigureKestrel(k => k.ListenAnyIP(port: 0, configure: l => { }));")]
    [InlineData("const string url = \"http://*:5000\"; host.UseUrls(url);")]
    [InlineData("var all = IPAddress.Any; host.ConfigureKestrel(k => k.Listen(all, 5000));")]
    public Task What_is_written_elsewhere_stays(string statements) => FixTest.VerifyAsync(
        new ListenLocalhostFix(), AspNetSource.InStartup(Everyone + statements), AspNetSource.InStartup(Everyone + statements), TestReferences.AspNet);
}
