using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests;

/// <summary>What is generated for static folders, compiled and run.</summary>
public sealed class StaticFileTests : IDisposable
{
    // The folders stand where the test's program is.
    private readonly string folder = "files-" + Guid.NewGuid().ToString("N");

    public StaticFileTests()
    {
        Write("a.txt", "a");
        Write("routed", "file");
        Write("vendor/a.txt", "a beneath vendor");
        Write("other/a.txt", "other a");
    }

    [Fact]
    public async Task A_route_wins_over_a_file_and_the_deeper_path_over_the_other()
    {
        LoadedApp app = LoadedApp.Compile(Source("""
            [Get("/static/routed")] public string Routed() => "route";
            [Post("/static/post-only")] public string Post() => "post";
            [Get("/static/items/{id:int}")] public string Item(int id) => $"item {id}";
            """));
        await app.StartAsync();
        Assert.Equal("200 text/plain; charset=utf-8: a", await app.AskAsync("GET", "/static/a.txt"));
        Assert.Equal("200 text/plain; charset=utf-8: ", await app.AskAsync("HEAD", "/static/a.txt"));
        Assert.Equal("200 text/plain; charset=utf-8: route", await app.AskAsync("GET", "/static/routed"));
        Assert.Equal("405 OPTIONS, POST", await app.AskAsync("GET", "/static/post-only"));
        Assert.Equal("200 text/plain; charset=utf-8: item 7", await app.AskAsync("GET", "/static/items/7"));
        Assert.Equal("404 text/plain; charset=utf-8: Not Found\n", await app.AskAsync("GET", "/static/items/x"));
        Assert.Equal("200 text/plain; charset=utf-8: other a", await app.AskAsync("GET", "/static/vendor/a.txt"));
        Assert.Equal("405 GET, HEAD, OPTIONS", await app.AskAsync("POST", "/static/a.txt"));
        Assert.Equal("405 GET, HEAD, OPTIONS", await app.AskAsync("DELETE", "/static/missing"));
        Assert.Equal("404", await app.AskAsync("GET", "/staticx/a.txt"));
        Assert.Equal("404", await app.AskAsync("GET", "/a.txt"));
        Assert.Equal("404", await app.AskAsync("OPTIONS", "*"));
        Assert.Equal("/static/*", app.Select("GET", "/static/a.txt").Route);
        await app.StopAsync();
    }

    [Fact]
    public async Task The_bare_callable_has_what_is_beneath_no_folder()
    {
        LoadedApp app = LoadedApp.Compile(Source("public string Handle() => \"bare\";"));
        await app.StartAsync();
        Assert.Equal("200 text/plain; charset=utf-8: a", await app.AskAsync("GET", "/static/a.txt"));
        Assert.Equal("404 text/plain; charset=utf-8: Not Found\n", await app.AskAsync("GET", "/static/missing"));
        Assert.Equal("200 text/plain; charset=utf-8: bare", await app.AskAsync("GET", "/else"));
        await app.StopAsync();
    }

    [Theory]
    [InlineData("App(WorkerContext context) { }")]
    [InlineData("public static App Start() => new();")]
    [InlineData("public static async Task<App> StartAsync(WorkerContext context) { await Task.Yield(); return new(); }")]
    [InlineData("public static async ValueTask<App> StartAsync() { await Task.Yield(); return new(); }")]
    public async Task However_the_app_starts_its_folders_are_open(string start)
    {
        LoadedApp app = LoadedApp.Compile(Source(start));
        await app.StartAsync();
        Assert.Equal("200 text/plain; charset=utf-8: a", await app.AskAsync("GET", "/static/a.txt"));
        await app.StopAsync();
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("public bool Stopped; public void Dispose() => Stopped = true;", ": IDisposable")]
    [InlineData("public bool Stopped; public ValueTask DisposeAsync() { Stopped = true; return default; }", ": IAsyncDisposable")]
    public async Task With_the_app_its_folders_are_closed(string stop, string contract)
    {
        LoadedApp app = LoadedApp.Compile(Source(stop, contract));
        await app.StartAsync();
        await app.StopAsync();
        if (stop.Length > 0) Assert.Equal(true, app.Instance.GetType().GetField("Stopped")!.GetValue(app.Instance));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => app.AskAsync("GET", "/static/a.txt"));
    }

    [Fact]
    public async Task A_folder_that_is_missing_keeps_the_app_from_starting_and_is_named()
    {
        Directory.Delete(PathOf(""), recursive: true);
        LoadedApp app = LoadedApp.Compile(Source(""));
        IOException error = await Assert.ThrowsAsync<IOException>(app.StartAsync);
        Assert.Equal(
            $"The folder '{PathOf("")}' of [StaticFiles(\"/static\", \"{folder}\")] cannot be opened: No such file or directory. "
            + "It is looked for beside the program; publish it with it.",
            error.Message);
    }

    public void Dispose()
    {
        if (Directory.Exists(PathOf(""))) Directory.Delete(PathOf(""), recursive: true);
    }

    private string Source(string members, string contract = "") => $$"""
        using Gatehouse;

        [GatewayApp]
        [StaticFiles("/static", "{{folder}}")]
        [StaticFiles("/static/vendor", "{{folder}}/other")]
        public sealed partial class App {{contract}}
        {
            private int gatewayFiles = 1;
            public int Mine => gatewayFiles;
            {{members}}
        }
        """;

    private string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, folder, name).TrimEnd('/');

    private void Write(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), content);
    }
}
