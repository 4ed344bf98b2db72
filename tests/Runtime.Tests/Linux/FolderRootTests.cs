using System.Diagnostics;
using System.Text;
using Gatehouse.Linux;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Gatehouse.Runtime.Tests.Linux;

/// <summary>Nothing outside the folder is opened, whatever the path and whatever lies in it.</summary>
public sealed class FolderRootTests : IDisposable
{
    private readonly TestDirectory directory = new();
    private readonly string root;

    public FolderRootTests()
    {
        root = directory.File("root");
        Directory.CreateDirectory(Path.Combine(root, "sub"));
        File.WriteAllText(Path.Combine(root, "file"), "inside");
        File.WriteAllText(Path.Combine(root, "sub", "deep"), "deep");
        File.WriteAllText(directory.File("secret"), "outside");
        Directory.CreateDirectory(directory.File("root-other"));
        File.WriteAllText(directory.File("root-other/x"), "outside");
    }

    public static TheoryData<bool> BothWays => new(false, true);

    [Fact]
    public void This_kernel_does_the_work_itself()
    {
        Assert.SkipWhen(Environment.OSVersion.Version < new Version(5, 6), "openat2 is of Linux 5.6.");
        using var folder = FolderRoot.Open(root);
        Assert.False(folder.Walks);
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public void Files_beneath_the_root_are_opened(bool walk)
    {
        using var folder = FolderRoot.Open(root, walk);
        Assert.Equal("inside", Read(folder, "file"));
        Assert.Equal("deep", Read(folder, "sub/deep"));
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public void Nothing_else_is(bool walk)
    {
        using var folder = FolderRoot.Open(root, walk);
        Assert.All(
            ["../secret", "sub/../../secret", "../root-other/x", "/etc/passwd", "sub/../../root/file", "..", "missing", "file/x", "sub/missing", ""],
            path => Assert.Null(Read(folder, path)));
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public void A_link_that_leads_out_is_refused(bool walk)
    {
        File.CreateSymbolicLink(Path.Combine(root, "out"), directory.File("secret"));
        File.CreateSymbolicLink(Path.Combine(root, "up"), "../secret");
        File.CreateSymbolicLink(Path.Combine(root, "dir"), "..");
        File.CreateSymbolicLink(Path.Combine(root, "absolute"), Path.Combine(root, "file"));
        File.CreateSymbolicLink(Path.Combine(root, "loop"), "loop");
        File.CreateSymbolicLink(Path.Combine(root, "proc"), "/proc/self/exe");
        using var folder = FolderRoot.Open(root, walk);
        Assert.All(["out", "up", "dir/secret", "absolute", "loop", "proc", "dir/root/file"], path => Assert.Null(Read(folder, path)));
    }

    [Fact]
    public void A_relative_link_within_the_root_is_followed_by_the_kernel_and_refused_by_the_walk()
    {
        File.CreateSymbolicLink(Path.Combine(root, "sub", "link"), "../file");
        using var folder = FolderRoot.Open(root);
        Assert.Equal("inside", Read(folder, "sub/link"));
        using var walking = FolderRoot.Open(root, walk: true);
        Assert.Null(Read(walking, "sub/link"));
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public void What_is_no_file_is_said_to_be_something_else(bool walk)
    {
        using var folder = FolderRoot.Open(root, walk);
        Assert.Null(folder.TryOpen("sub"u8, out _, out FileKind kind));
        Assert.Equal(FileKind.Directory, kind);

        // A pipe without a writer would hold an ordinary open.
        using var mkfifo = Process.Start("mkfifo", Path.Combine(root, "pipe"));
        mkfifo.WaitForExit();
        Assert.Null(folder.TryOpen("pipe"u8, out _, out kind));
        Assert.Equal(FileKind.Other, kind);
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public void The_status_is_that_of_the_file_which_stands_there_now(bool walk)
    {
        using var folder = FolderRoot.Open(root, walk);
        FileStatus before = Status(folder);
        Assert.Equal(6, before.Size);
        string replacement = directory.File("new");
        File.WriteAllText(replacement, "INSIDE");
        File.SetLastWriteTimeUtc(replacement, File.GetLastWriteTimeUtc(Path.Combine(root, "file")));
        File.Move(replacement, Path.Combine(root, "file"), overwrite: true);
        FileStatus after = Status(folder);
        Assert.Equal((before.Size, before.Modified), (after.Size, after.Modified));
        Assert.NotEqual(before.Changed, after.Changed);
        Assert.Equal("INSIDE", Read(folder, "file"));

        static FileStatus Status(FolderRoot folder)
        {
            using SafeFileHandle? file = folder.TryOpen("file"u8, out FileStatus status, out FileKind kind);
            Assert.NotNull(file);
            Assert.Equal(FileKind.Regular, kind);
            return status;
        }
    }

    [Fact]
    public void A_root_that_is_not_there_is_an_error_with_the_systems_reason()
    {
        var error = Assert.Throws<SystemCallException>(() => FolderRoot.Open(directory.File("missing")));
        Assert.Equal(Errno.ENOENT, error.Error);
        Assert.Equal(Errno.ENOTDIR, Assert.Throws<SystemCallException>(() => FolderRoot.Open(directory.File("secret"))).Error);
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public void No_descriptor_is_left_open(bool walk)
    {
        using var folder = FolderRoot.Open(root, walk);
        Read(folder, "sub/deep");
        string[] Ours() => [.. Directory.EnumerateFileSystemEntries("/proc/self/fd").Select(Target).Where(path => path.StartsWith(root, StringComparison.Ordinal))];
        string[] before = Ours();
        for (int i = 0; i < 3; i++)
        {
            Assert.All(["file", "sub/deep", "sub", "sub/missing", "file/x", "../secret"], path => Read(folder, path));
        }

        Assert.Equal(before, Ours());

        static string Target(string link) => new FileInfo(link).LinkTarget ?? "";
    }

    public void Dispose() => directory.Dispose();

    private static string? Read(FolderRoot folder, string path)
    {
        using SafeFileHandle? file = folder.TryOpen(Encoding.UTF8.GetBytes(path), out FileStatus status, out _);
        if (file is null) return null;
        byte[] content = new byte[status.Size];
        FolderRoot.ReadExactly(file, 0, content);
        Assert.Throws<EndOfStreamException>(() => FolderRoot.ReadExactly(file, 1, new byte[content.Length]));
        return Encoding.UTF8.GetString(content);
    }
}
