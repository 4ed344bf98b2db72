using System.Net;
using Gatehouse.Linux;
using Xunit;

namespace Gatehouse.Runtime.Tests.Linux;

/// <summary>Listening sockets: what they say of themselves, and which files they replace.</summary>
public sealed class ListenSocketTests
{
    [Fact]
    public void TellsTheAddressThatTheKernelBound()
    {
        using ListenSocket v4 = ListenSocket.OpenTcp(IPAddress.Loopback, 0, 1, reusePort: false);
        Assert.Matches(@"^127\.0\.0\.1:[1-9]\d*$", v4.LocalAddress);
        using ListenSocket v6 = ListenSocket.OpenTcp(IPAddress.IPv6Loopback, 0, 1, reusePort: false);
        Assert.Matches(@"^\[::1\]:[1-9]\d*$", v6.LocalAddress);
        string name = $"@gatehouse-{Guid.NewGuid():N}";
        using ListenSocket hidden = ListenSocket.OpenUnix(name, 1);
        Assert.Equal("unix:" + name, hidden.LocalAddress);
    }

    [Fact]
    public void AnAdoptedSocketTellsItsPathAndLeavesItsFile()
    {
        string path = NewPath();
        using ListenSocket made = ListenSocket.OpenUnix(path, 1);
        ListenSocket adopted = ListenSocket.Adopt(Libc.Fcntl(made.Descriptor, 0, 0));
        Assert.Equal("unix:" + path, adopted.LocalAddress);
        adopted.Dispose();
        Assert.True(File.Exists(path));
        made.Dispose();
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void ReplacesASocketFileThatNobodyListensOn()
    {
        string path = NewPath();
        var left = ListenSocket.OpenUnix(path, 1);
        Libc.Close(left.Descriptor);
        using ListenSocket next = ListenSocket.OpenUnix(path, 1);
        Assert.Equal("unix:" + path, next.LocalAddress);
    }

    [Fact]
    public void LeavesASocketInUseAndEveryOtherFileAlone()
    {
        string path = NewPath();
        using (ListenSocket.OpenUnix(path, 1)) Assert.Throws<SystemCallException>(() => ListenSocket.OpenUnix(path, 1));
        File.WriteAllText(path, "data");
        Assert.Throws<SystemCallException>(() => ListenSocket.OpenUnix(path, 1));
        Assert.Equal("data", File.ReadAllText(path));
        File.Delete(path);
    }

    [Fact]
    public void RefusesAPathThatIsTooLong() =>
        Assert.Contains("at most 107", Assert.Throws<ArgumentException>(() => ListenSocket.OpenUnix("/tmp/" + new string('a', 108), 1)).Message);

    private static string NewPath() => Path.Combine(Path.GetTempPath(), $"gh-{Guid.NewGuid():N}.sock");

    [Fact]
    public void What_is_no_listening_socket_is_not_adopted()
    {
        int file = Libc.Open("/dev/null", Libc.O_RDWR | Libc.O_CLOEXEC, 0);
        Assert.Contains("Socket operation on non-socket", Assert.Throws<SystemCallException>(() => ListenSocket.Adopt(file)).Message);
        Libc.Close(file);
        int deaf = Libc.Socket(Libc.AF_INET, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC, 0);
        Assert.Equal("the socket does not listen", Assert.Throws<ArgumentException>(() => ListenSocket.Adopt(deaf)).Message);
        Libc.Close(deaf);
    }
}
