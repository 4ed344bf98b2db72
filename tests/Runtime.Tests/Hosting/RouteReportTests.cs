using Xunit;

namespace Gatehouse.Runtime.Tests.Hosting;

/// <summary>The command that lists the routes.</summary>
public sealed class RouteReportTests
{
    private static readonly RouteDescription[] Routes = [new("GET", "/", "App.Index"), new("DELETE", "/größen/{id:int}", "Sizes.Remove")];

    [Fact]
    public async Task A_table_for_people()
    {
        using var terminal = new Terminal { Routes = Routes };
        Assert.Equal(0, await terminal.RunAsync("routes"));
        Assert.Equal(
            """
            METHOD  TEMPLATE          HANDLER
            GET     /                 App.Index
            DELETE  /größen/{id:int}  Sizes.Remove

            """,
            terminal.Output);
        Assert.Null(terminal.Served);
    }

    [Fact]
    public async Task Json_for_programs()
    {
        using var terminal = new Terminal { Routes = Routes[..1] };
        Assert.Equal(0, await terminal.RunAsync("routes", "--json"));
        Assert.Equal(
            """
            [
              {
                "method": "GET",
                "template": "/",
                "handler": "App.Index"
              }
            ]

            """,
            terminal.Output);
    }

    [Fact]
    public async Task An_app_without_routes_has_none()
    {
        using var terminal = new Terminal();
        Assert.Equal(0, await terminal.RunAsync("routes", "--json"));
        Assert.Equal("[]\n", terminal.Output);
    }

    [Fact]
    public async Task Help_says_what_it_takes()
    {
        using var terminal = new Terminal();
        Assert.Equal(0, await terminal.RunAsync("routes", "--help"));
        Assert.StartsWith("usage: hello routes [options]\n", terminal.Output, StringComparison.Ordinal);
        Assert.Contains("--json", terminal.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("routes --yaml", "hello: unknown option '--yaml' for routes: it takes --json\n")]
    [InlineData("routes all", "hello: unexpected argument 'all'\n")]
    [InlineData("route", "hello: unknown verb 'route'; did you mean 'routes'?\n")]
    public async Task What_it_does_not_take_is_an_error(string line, string error)
    {
        using var terminal = new Terminal { Routes = Routes };
        Assert.Equal(2, await terminal.RunAsync(line.Split(' ')));
        Assert.Equal(error, terminal.Error);
        Assert.Equal("", terminal.Output);
    }
}
