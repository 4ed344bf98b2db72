using Gatehouse.Detach;
using Gatehouse.Runtime.Tests.Linux;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gatehouse.Runtime.Tests.Detach;

public sealed class PidFileTests : IDisposable
{
    private readonly TestDirectory directory = new();

    private string Path => directory.File("service.pid");

    public void Dispose() => directory.Dispose();

    [Fact]
    public void The_file_has_the_pid_and_goes_with_its_holder()
    {
        using (PidFile.Acquire(Path, NullLogger.Instance))
            Assert.Equal($"{Environment.ProcessId}\n", File.ReadAllText(Path));
        Assert.False(File.Exists(Path));
    }

    [Fact]
    public void A_lock_that_is_held_is_an_error_with_path_and_holder()
    {
        using PidFile held = PidFile.Acquire(Path, NullLogger.Instance);
        var e = Assert.Throws<PidFileException>(() => PidFile.Acquire(Path, NullLogger.Instance));
        Assert.Contains(Path, e.Message);
        Assert.Contains($"process {Environment.ProcessId},", e.Message);
    }

    [Theory]
    [InlineData("1\n")]
    [InlineData("123456789012345\n")]
    [InlineData("not a number")]
    [InlineData("")]
    public void A_file_that_was_left_behind_is_taken_over(string content)
    {
        File.WriteAllText(Path, content);
        using PidFile file = PidFile.Acquire(Path, NullLogger.Instance);
        Assert.Equal($"{Environment.ProcessId}\n", File.ReadAllText(Path));
    }

    [Fact]
    public void A_file_that_another_put_in_its_place_is_left_alone()
    {
        using (PidFile.Acquire(Path, NullLogger.Instance))
        {
            File.Delete(Path);
            File.WriteAllText(Path, "another's");
        }

        Assert.Equal("another's", File.ReadAllText(Path));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_named()
    {
        var e = Assert.Throws<PidFileException>(() => PidFile.Acquire(directory.File("no/such/service.pid"), NullLogger.Instance));
        Assert.Contains("no/such/service.pid", e.Message);
    }
}
