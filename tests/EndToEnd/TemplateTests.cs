namespace Gatehouse.EndToEnd;

/// <summary>The template, on packed packages.</summary>
public sealed class TemplateTests(PackedRepository repository)
{
    [Fact]
    public void The_template_engine_finds_nothing_to_say_about_the_template()
    {
        Assert.Contains("gatewayapp", repository.TemplateInstallation);
        Assert.DoesNotContain("Error:", repository.TemplateInstallation);
        Assert.DoesNotContain("Warning:", repository.TemplateInstallation);
    }

    [Fact]
    public async Task A_scaffolded_app_builds_without_a_warning_and_publishes_its_deploy_files()
    {
        ScaffoldedApp app = await repository.ScaffoldAsync("Hello");
        Assert.Contains("0 Warning(s)", (await app.BuildAsync()).Output);
        Assert.DoesNotContain("warning", (await app.PublishAsync()).Output);
        Assert.True(File.Exists(app.DeployFile("nginx/hello.conf")));
        Assert.True(File.Exists(app.DeployFile("systemd/hello.service")));
        Assert.True(File.Exists(app.DeployFile("systemd/hello.socket")));
    }

    [Fact]
    public async Task A_name_that_is_no_identifier_becomes_one()
    {
        ScaffoldedApp app = await repository.ScaffoldAsync("My.App-1", "--server-name", "example.org");
        Assert.Contains("class My_App_1", File.ReadAllText(Path.Combine(app.Directory, "My_App_1.cs")));
        await app.PublishAsync();
        Assert.Contains("server_name example.org;", File.ReadAllText(app.DeployFile("nginx/my-app-1.conf")));
        Assert.Contains("ExecStart=/usr/lib/my-app-1/My.App-1 prefork", File.ReadAllText(app.DeployFile("systemd/my-app-1.service")));
    }

    [Fact]
    public async Task An_unknown_framework_is_refused() =>
        Assert.Contains("net8.0", (await repository.NewAsync("Old", "--framework", "net8.0")).Failed().Output);

    [Fact]
    public async Task A_repository_with_central_package_versions_needs_no_entry_for_the_runtime()
    {
        ScaffoldedApp app = await repository.ScaffoldAsync("Central");
        File.WriteAllText(
            Path.Combine(app.Directory, "Directory.Packages.props"),
            """
            <Project>
              <PropertyGroup>
                <ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally>
                <CentralPackageVersionOverrideEnabled>false</CentralPackageVersionOverrideEnabled>
              </PropertyGroup>
            </Project>
            """);
        Assert.Contains("0 Warning(s)", (await app.BuildAsync()).Output);
    }

    [Fact]
    public async Task A_configuration_file_is_published_beside_the_program()
    {
        ScaffoldedApp app = await repository.ScaffoldAsync("Configured");
        File.WriteAllText(Path.Combine(app.Directory, "gatehouse.json"), """{ "workers": 2 }""");
        await app.PublishAsync();
        Assert.True(File.Exists(Path.Combine(app.PublishDirectory, "gatehouse.json")));
    }
}
