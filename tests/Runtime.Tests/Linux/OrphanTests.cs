using Gatehouse.Linux;
using Xunit;

namespace Gatehouse.Runtime.Tests.Linux;

[Collection(ProcessTests.Name)]
public sealed class OrphanTests : IDisposable
{
    private readonly TestDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void An_orphan_is_reaped_and_nobody_elses_child()
    {
        using var process = TestProcess.Start(directory, TestProcess.Program, "bury");
        Assert.Equal(ExitStatus.Exited(0), process.WaitForExit());
        Assert.Equal(
            "before: False\nafter: True\nown: exit code 7\nheld: exit code 8\norphan: True exit code 0\nmanaged: 9\n", process.Output);
    }
}
