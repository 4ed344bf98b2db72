using Gatehouse.Linux;
using Xunit;

namespace Gatehouse.Runtime.Tests.Linux;

public sealed unsafe class SharedMemoryTests
{
    [Fact]
    public void What_one_mapping_writes_the_others_read()
    {
        int page = Environment.SystemPageSize;
        using SharedMemory whole = SharedMemory.Create("gatehouse-test", 4 * page);
        using SharedMemory again = SharedMemory.Adopt(Libc.Fcntl(whole.Descriptor, 0, 10));
        using SharedMemory part = SharedMemory.AdoptPart(Libc.Fcntl(whole.Descriptor, 0, 10), 2 * page, page);
        Assert.Equal(4 * page, again.Length);
        part.Address[7] = 42;
        Assert.Equal(42, whole.Address[(2 * page) + 7]);
        Assert.Equal(42, again.Address[(2 * page) + 7]);
        Assert.Equal(-1, part.Descriptor);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(200_000)]
    public void A_memory_file_is_read_by_any_number_of_readers(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        int fd = MemoryFile.Write("gatehouse-test", bytes);
        Assert.Equal(bytes, MemoryFile.Read(fd));
        Assert.Equal(bytes, MemoryFile.Read(fd));
        Libc.Close(fd);
    }

    [Fact]
    public void Messages_keep_their_bounds_and_the_end_is_seen()
    {
        (int own, int other) = MessageSocket.CreatePair();
        var buffer = new byte[64];
        Assert.Equal(-1, MessageSocket.Receive(own, buffer));
        MessageSocket.Send(other, "one"u8);
        MessageSocket.Send(other, "second"u8);
        Assert.Equal(3, MessageSocket.Receive(own, buffer));
        Assert.Equal(6, MessageSocket.Receive(own, buffer));
        Libc.Close(other);
        Assert.Equal(0, MessageSocket.Receive(own, buffer));
        MessageSocket.Send(own, "to nobody"u8);
        Libc.Close(own);
    }

    [Fact]
    public void Two_names_of_one_file_are_the_same_file()
    {
        using var directory = new TestDirectory();
        File.WriteAllText(directory.File("a"), "");
        File.CreateSymbolicLink(directory.File("b"), directory.File("a"));
        File.WriteAllText(directory.File("c"), "");
        Assert.Equal(FileIdentity.Of(directory.File("a")), FileIdentity.Of(directory.File("b")));
        Assert.NotEqual(FileIdentity.Of(directory.File("a")), FileIdentity.Of(directory.File("c")));
        Assert.Null(FileIdentity.Of(directory.File("d")));
    }
}
