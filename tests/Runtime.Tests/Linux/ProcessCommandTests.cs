using Gatehouse.Linux;
using Xunit;

namespace Gatehouse.Runtime.Tests.Linux;

[Collection(ProcessTests.Name)]
public sealed class ProcessCommandTests : IDisposable
{
    private readonly TestDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void Arguments_are_kept_as_they_are()
    {
        using var process = TestProcess.Start(directory, TestProcess.Program, "command", "", "a b", "ü", "");
        Assert.Equal(ExitStatus.Exited(0), process.WaitForExit());
        string[] lines = process.Output.Split('\n');
        Assert.Equal(TestProcess.Program, lines[0]);
        Assert.Equal($"{TestProcess.Program}|command||a b|ü|", lines[1]);
        Assert.Equal(directory.Path, lines[2]);
    }

    [Fact]
    public void A_link_to_the_program_is_kept_so_that_the_next_spawn_follows_it_anew()
    {
        string link = directory.File("current");
        Directory.CreateSymbolicLink(link, AppContext.BaseDirectory);
        using var process = TestProcess.Start(
            directory, "/bin/sh", "-c", "cd current && exec ./Gatehouse.ProcessFixture command");
        process.WaitForExit();
        string[] lines = process.Output.Split('\n');
        Assert.Equal(link, lines[2]);
        Assert.Equal(Path.GetFullPath(lines[0]), Path.Combine(link, "Gatehouse.ProcessFixture"));
    }

    [Fact]
    public void A_program_found_on_the_path_is_found_again()
    {
        using var process = TestProcess.Start(
            directory, "/bin/sh", "-c", $"PATH=\"$PATH:{AppContext.BaseDirectory}\"; exec Gatehouse.ProcessFixture command");
        process.WaitForExit();
        Assert.Equal(TestProcess.Program, Path.GetFullPath(process.Output.Split('\n')[0]));
    }
}
