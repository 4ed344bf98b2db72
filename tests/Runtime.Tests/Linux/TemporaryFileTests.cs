using System.Runtime.Versioning;
using Gatehouse.Linux;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Gatehouse.Runtime.Tests.Linux;

[SupportedOSPlatform("linux")]
public sealed class TemporaryFileTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Has_no_name_and_is_for_its_owner_alone(bool unnamed)
    {
        using var directory = new TestDirectory();
        using SafeFileHandle file = unnamed
            ? TemporaryFile.Create(directory.Path)
            : new SafeFileHandle(TemporaryFile.CreateAndUnlink(directory.Path), ownsHandle: true);
        RandomAccess.Write(file, "content"u8, 0);
        byte[] read = new byte[10];
        Assert.Equal(7, RandomAccess.Read(file, read, 0));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Empty(Directory.GetFileSystemEntries(directory.Path));
    }

    [Fact]
    public void Says_where_it_cannot_be()
    {
        var error = Assert.Throws<IOException>(() => TemporaryFile.Create("/no/such/directory"));
        Assert.Equal("No temporary file in '/no/such/directory': No such file or directory.", error.Message);
    }
}
