using System.Text;
using Gatehouse.Linux;
using Xunit;

namespace Gatehouse.Runtime.Tests.Linux;

public sealed class AppendFileTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("gatehouse-test").FullName;

    private string Path => System.IO.Path.Combine(directory, "log");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void Lines_of_two_writers_of_one_file_are_whole()
    {
        using var first = AppendFile.Open(Path);
        using var second = AppendFile.Open(Path);
        Parallel.Invoke(() => WriteMany(first, 'a'), () => WriteMany(second, 'b'));
        string[] lines = File.ReadAllLines(Path);
        Assert.Equal(2000, lines.Length);
        Assert.All(lines, line => Assert.True(line == new string(line[0], 100), line));

        static void WriteMany(AppendFile file, char letter)
        {
            byte[] line = Encoding.ASCII.GetBytes(new string(letter, 100) + "\n");
            for (int i = 0; i < 1000; i++)
                file.Write(line);
        }
    }

    [Fact]
    public void A_file_that_was_moved_is_made_again()
    {
        using var file = AppendFile.Open(Path);
        file.Write("old\n"u8);
        File.Move(Path, Path + ".1");
        file.Write("between\n"u8);
        Assert.Null(file.Reopen());
        file.Write("new\n"u8);
        Assert.Equal("old\nbetween\n", File.ReadAllText(Path + ".1"));
        Assert.Equal("new\n", File.ReadAllText(Path));
    }

    [Fact]
    public void A_file_that_cannot_be_opened_again_stays()
    {
        using var file = AppendFile.Open(Path);
        File.Move(Path, Path + ".1");
        Directory.CreateDirectory(Path);
        Assert.Equal("Is a directory", file.Reopen());
        file.Write("kept\n"u8);
        Assert.Equal("kept\n", File.ReadAllText(Path + ".1"));
    }

    [Fact]
    public void A_file_that_cannot_be_opened_says_why() =>
        Assert.Equal("No such file or directory", Assert.Throws<IOException>(() => AppendFile.Open(directory + "/no/log")).Message);

    [Fact]
    public void What_cannot_be_written_is_lost()
    {
        var full = AppendFile.Open("/dev/full");
        full.Write("x\n"u8);
        full.Dispose();
        full.Write("x\n"u8);
    }

    [Fact]
    public void A_borrowed_descriptor_is_not_closed()
    {
        using var stream = new FileStream(Path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite);
        using (var file = AppendFile.Borrow((int)stream.SafeFileHandle.DangerousGetHandle()))
        {
            file.Write("a line\n"u8);
            Assert.Null(file.Reopen());
        }

        stream.Seek(0, SeekOrigin.Begin);
        Assert.Equal("a line", new StreamReader(stream).ReadLine());
    }

    [Fact]
    public void A_file_that_is_created_is_given_to_its_owner_and_one_that_is_there_is_not()
    {
        Requires.Root("A file is given away.");
        File.WriteAllText(directory + "/root's", "");
        File.CreateSymbolicLink(directory + "/link", directory + "/root's");
        using var link = AppendFile.Open(directory + "/link", owner: 1);
        using var file = AppendFile.Open(Path, owner: 1);
        Assert.Equal((0u, 1u), (OwnerOf(directory + "/root's"), OwnerOf(Path)));
        File.Move(Path, Path + ".1");
        Assert.Null(file.Reopen());
        Assert.Equal(1u, OwnerOf(Path));
    }

    private static unsafe uint OwnerOf(string path)
    {
        // struct statx: stx_uid at 20; statx(2).
        byte* status = stackalloc byte[256];
        Assert.Equal(0, Libc.StatX(Libc.AT_FDCWD, path, 0, Libc.STATX_BASIC_STATS, status));
        return *(uint*)(status + 20);
    }
}
