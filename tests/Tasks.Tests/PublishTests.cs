using Gatehouse.EndToEnd;

namespace Gatehouse.Tasks.Tests;

/// <summary>Real <c>dotnet publish</c> runs: how the deploy files come and go.</summary>
public sealed class PublishTests
{
    private static readonly string[] All = ["nginx/hello.conf", "systemd/hello.service", "systemd/hello.socket"];

    [Fact]
    public async Task Files_are_written_once_and_again_only_when_what_they_say_changes()
    {
        using var project = new SampleProject();
        await project.PublishAsync();
        Assert.Equal(All, project.DeployFiles());
        DateTime written = File.GetLastWriteTimeUtc(project.DeployFile("nginx/hello.conf"));

        // Nothing changed, and then code that declares nothing.
        await project.PublishAsync();
        project.Write("Program.cs", "return 1;");
        await project.PublishAsync();
        Assert.Equal(written, File.GetLastWriteTimeUtc(project.DeployFile("nginx/hello.conf")));

        // A property, and then a declaration; the second with the build and the publish apart.
        await project.PublishAsync("-p:GatehouseNginxListen=8080");
        Assert.Contains("listen 8080;", File.ReadAllText(project.DeployFile("nginx/hello.conf")));
        project.Declare(Manifests.Hello.Replace("\"gracefulTimeout\":\"30\"", "\"gracefulTimeout\":\"5\"", StringComparison.Ordinal));
        (await project.DotnetAsync("build", "-c", "Release")).Succeeded();
        await project.PublishAsync("--no-build");
        Assert.Contains("TimeoutStopSec=20", File.ReadAllText(project.DeployFile("systemd/hello.service")));
        Assert.Contains("listen 80;", File.ReadAllText(project.DeployFile("nginx/hello.conf")));
    }

    [Fact]
    public async Task What_is_no_longer_asked_for_disappears_and_clean_leaves_nothing_generated()
    {
        using var project = new SampleProject();
        await project.PublishAsync();
        await project.PublishAsync("-p:GatehouseDeploy=systemd");
        Assert.Equal(["systemd/hello.service", "systemd/hello.socket"], project.DeployFiles());
        await project.PublishAsync("-p:GatehouseDeploy=none");
        Assert.Empty(project.DeployFiles());

        string generated = Path.Combine(project.Path, "obj/Release/net10.0/gatehouse");
        Assert.True(Directory.Exists(generated));
        (await project.DotnetAsync("clean", "-c", "Release")).Succeeded();
        Assert.False(Directory.Exists(generated));
    }

    [Fact]
    public async Task They_follow_the_output_directory_and_stay_beside_a_single_file()
    {
        using var project = new SampleProject();
        string output = Path.Combine(project.Path, "out");
        await project.PublishAsync("-o", output);
        Assert.Equal(All, project.DeployFiles(output));

        string single = Path.Combine(project.Path, "single");
        await project.PublishAsync("-o", single, "-r", "linux-x64", "--no-self-contained", "-p:PublishSingleFile=true");
        Assert.Equal(All, project.DeployFiles(single));
        Assert.False(File.Exists(Path.Combine(single, "Sample.dll")));
    }

    [Fact]
    public async Task A_container_image_gets_none()
    {
        using var project = new SampleProject();
        await project.PublishAsync("-p:WebPublishMethod=Container");
        Assert.Empty(project.DeployFiles());
    }

    [Fact]
    public async Task A_warning_comes_at_every_publish_and_points_to_the_project()
    {
        using var project = new SampleProject(Manifests.Hello.Replace("\"trustedProxies\":[]", "\"trustedProxies\":[\"10.0.0.0/8\"]", StringComparison.Ordinal));
        for (int i = 0; i < 2; i++)
        {
            Command publish = await project.PublishAsync();
            Assert.Contains($"{Path.Combine(project.Path, "Sample.csproj")} : warning GHD2004: Hello trusts 10.0.0.0/8", publish.Output);
        }

        // Without nginx's file there is nothing to disagree.
        Assert.DoesNotContain("GHD2004", (await project.PublishAsync("-p:GatehouseDeploy=systemd")).Output);
    }

    [Fact]
    public async Task A_program_without_a_manifest_gets_one_warning_and_a_library_none()
    {
        using var project = new SampleProject(manifest: null);
        Command publish = await project.PublishAsync();
        Assert.Contains("1 Warning(s)", (await project.DotnetAsync("publish", "-c", "Release", "-tl:off", "-v", "m", "-clp:Summary")).Succeeded().Output);
        Assert.Contains("warning GHD2001", publish.Output);
        Assert.Empty(project.DeployFiles());
        Assert.DoesNotContain("warning", (await project.PublishAsync("-p:GatehouseDeploy=none")).Output);

        project.Write("Program.cs", "namespace A; public static class B;");
        Assert.DoesNotContain("warning", (await project.PublishAsync("-p:OutputType=Library")).Output);
    }

    [Theory]
    [InlineData("""{"version":1}""", "error GHD2002", "Sample.dll' cannot be used: name: it is missing.")]
    [InlineData("""{"version":99}""", "error GHD2003", "Sample.dll' cannot be used: it has version 99")]
    public async Task A_manifest_that_cannot_be_used_fails_the_publish_with_the_file_and_the_reason(string manifest, string code, string reason)
    {
        using var project = new SampleProject(manifest);
        Command publish = (await project.DotnetAsync("publish", "-c", "Release")).Failed();
        Assert.Contains($"Sample.csproj : {code}", publish.Output);
        Assert.Contains(reason, publish.Output);
    }

    [Theory]
    [InlineData("GatehouseDeploy", "nginx%3Bapache", "error GHD3001: GatehouseDeploy: 'apache' is not known")]
    [InlineData("GatehouseDeploy", "none%3Bnginx", "error GHD3001: GatehouseDeploy: 'none' cannot stand beside another")]
    [InlineData("GatehouseSocketPath", "run/x.sock", "error GHD3002: GatehouseSocketPath: 'run/x.sock' is not an absolute path")]
    [InlineData("GatehouseNginxListen", "80 {", "error GHD3002: GatehouseNginxListen: '80 {' is not a value")]
    [InlineData("UseAppHost", "false", "error GHD3003: UseAppHost is false")]
    public async Task A_bad_property_fails_the_publish_by_its_name(string name, string value, string message)
    {
        using var project = new SampleProject();
        Command publish = (await project.DotnetAsync("publish", "-c", "Release", $"-p:{name}={value}")).Failed();
        Assert.Contains(message, publish.Output);
    }

    [Fact]
    public async Task An_older_SDK_is_told_so()
    {
        using var project = new SampleProject();
        Command restore = (await project.DotnetAsync("msbuild", "-t:Restore", "-p:NETCoreSdkVersion=9.0.300")).Failed();
        Assert.Contains("error GHD1001: Gatehouse.Sdk needs the .NET SDK 10.0.100 or newer; this is 9.0.300.", restore.Output);
    }

    [Fact]
    public async Task What_the_project_says_wins_over_the_Sdks_defaults()
    {
        using var plain = new SampleProject();
        using var own = new SampleProject(properties: "<Nullable>disable</Nullable><ServerGarbageCollection>true</ServerGarbageCollection><OutputType>Library</OutputType>");
        string[] ask = ["msbuild", "-getProperty:Nullable,ServerGarbageCollection,ConcurrentGarbageCollection,OutputType,InvariantGlobalization"];
        Assert.Equal(
            ["enable", "false", "false", "Exe", "true"],
            Values((await plain.DotnetAsync(ask)).Succeeded().Output));
        Assert.Equal(
            ["disable", "true", "false", "Library", "true"],
            Values((await own.DotnetAsync(ask)).Succeeded().Output));

        static IEnumerable<string> Values(string json) =>
            System.Text.Json.JsonDocument.Parse(json).RootElement.GetProperty("Properties").EnumerateObject().Select(value => value.Value.GetString()!);
    }

    [Fact]
    public async Task Static_folders_are_built_and_published_beside_the_program_and_nginx_accepts_their_locations()
    {
        using var project = new SampleProject(Manifests.Files, "<GatehouseStaticFolders>wwwroot;acme/known</GatehouseStaticFolders>");
        project.Write("wwwroot/css/site.css", "a");
        project.Write("wwwroot/page.cs.html", "b");
        project.Write("acme/known/.hidden", "c");
        project.Write("manual/index.html", "d");
        Command publish = await project.PublishAsync(
            $"-p:GatehouseNginxListen=127.0.0.1:{FreePort.Next()}",
            $"-p:GatehouseNginxLogDirectory={project.Path}",
            "-p:PublishSingleFile=true", "-r", "linux-x64", "--no-self-contained", "-o", Path.Combine(project.Path, "out"));
        string[] files = ["wwwroot/css/site.css", "wwwroot/page.cs.html", "acme/known/.hidden"];
        Assert.All(files, file => Assert.True(File.Exists(Path.Combine(project.Path, "out", file)), file));
        Assert.All(files, file => Assert.True(File.Exists(Path.Combine(project.Path, "bin/Release/net10.0/linux-x64", file)), file));

        // What is not said to be published is missed.
        Assert.False(Directory.Exists(Path.Combine(project.Path, "out/manual")));
        Assert.Contains("warning GHD2005: The folder 'manual' of [StaticFiles(\"/docs\", \"manual\")] is not published.", publish.Output);
        Assert.DoesNotContain("'wwwroot' of", publish.Output);

        Requires.Tool("nginx");
        using var sandbox = new NginxSandbox(Path.Combine(project.Path, "out/deploy/nginx/hello.conf"));
        Assert.Equal("", await sandbox.CheckAsync());
    }

    [Fact]
    public async Task A_static_folder_that_the_project_does_not_have_is_missed()
    {
        using var project = new SampleProject(Manifests.Files);
        Command publish = await project.PublishAsync();
        Assert.Contains($"warning GHD2005: There is no folder '{Path.Combine(project.Path, "wwwroot")}' for [StaticFiles(\"/static\", \"wwwroot\")]", publish.Output);
    }

    [Fact]
    public async Task Nginx_accepts_the_site_without_a_message()
    {
        Requires.Tool("nginx");
        using var project = new SampleProject(Manifests.Shop);
        await project.PublishAsync($"-p:GatehouseNginxListen=127.0.0.1:{FreePort.Next()}", $"-p:GatehouseNginxLogDirectory={project.Path}");
        using var sandbox = new NginxSandbox(project.DeployFile("nginx/web-shop.conf"));
        Assert.Equal("", await sandbox.CheckAsync());

        File.AppendAllText(project.DeployFile("nginx/web-shop.conf"), "server { unknown_directive on; }\n");
        Assert.Contains("unknown_directive", await sandbox.CheckAsync());
    }

    [Theory]
    [InlineData("hello", Manifests.Hello, "-p:PublishAot=false")]
    [InlineData("web-shop", Manifests.Shop, "-p:PublishAot=true")]
    public async Task Systemd_accepts_the_units_without_a_message(string name, string manifest, string argument)
    {
        string analyze = Requires.Tool("systemd-analyze");
        using var project = new SampleProject(manifest);

        // Native compilation itself is EndToEnd's: here the target alone sees the property, after an ordinary build.
        (await project.DotnetAsync("build", "-c", "Release")).Succeeded();
        (await project.DotnetAsync("msbuild", "-t:_GatehouseAddDeployFilesToPublish", "-p:Configuration=Release", argument)).Succeeded();
        string units = Path.Combine(project.Path, "obj/Release/net10.0/gatehouse/systemd");
        string service = Path.Combine(units, name + ".service");

        // systemd wants to see the program, which is not installed here.
        File.WriteAllText(service, File.ReadAllText(service).Replace($"ExecStart=/usr/lib/{name}/Sample", "ExecStart=/bin/true", StringComparison.Ordinal));
        Assert.Equal(argument.EndsWith("true", StringComparison.Ordinal), File.ReadAllText(service).Contains("\nMemoryDenyWriteExecute=yes\n", StringComparison.Ordinal));
        Command verify = await Verify();
        Assert.Equal("", verify.Output);
        Assert.Equal(0, verify.ExitCode);

        File.AppendAllText(service, "[Service]\nNoSuchSetting=1\n");
        Assert.Contains("NoSuchSetting", (await Verify()).Output);

        Task<Command> Verify() => Command.RunAsync(analyze, ["verify", service, Path.Combine(units, name + ".socket")], limit: TimeSpan.FromSeconds(30));
    }
}
