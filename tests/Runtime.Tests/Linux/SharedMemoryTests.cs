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
        using SharedMemory again = SharedMemory.AdoptReadOnly(Libc.Fcntl(whole.Descriptor, 0, 10));
        using SharedMemory part = SharedMemory.AdoptPart(Libc.Fcntl(whole.Descriptor, 0, 10), 2 * page, page);
        Assert.Equal(4 * page, again.Length);
        part.Address[7] = 42;
        Assert.Equal(42, whole.Address[(2 * page) + 7]);
        Assert.Equal(42, again.Address[(2 * page) + 7]);
        Assert.Equal(-1, part.Descriptor);
    }

    [Fact]
    public void A_record_that_is_read_while_it_is_written_is_whole_or_not_there()
    {
        const int Capacity = 64;
        using SharedMemory memory = SharedMemory.Create("gatehouse-test", Environment.SystemPageSize);
        var record = new SharedRecord((long*)memory.Address, Capacity);
        Assert.False(record.TryRead(out _, out _, out _));
        using var end = new CancellationTokenSource();
        var writer = new Thread(() =>
        {
            byte[] text = new byte[40];
            for (long i = 1; !end.IsCancellationRequested; i++)
            {
                text.AsSpan().Fill((byte)('a' + (i % 24)));
                record.Write(i, text.AsSpan(0, (int)(i % 24)), text);
                if (i % 7 == 0) record.Clear();
            }
        });
        writer.Start();
        try
        {
            for (int seen = 0; seen < 20_000;)
            {
                if (!record.TryRead(out long value, out string first, out string second)) continue;
                seen++;
                char letter = (char)('a' + (value % 24));
                Assert.Equal((new string(letter, (int)(value % 24)), new string(letter, 40)), (first, second));
            }
        }
        finally
        {
            end.Cancel();
            writer.Join();
        }
    }

    [Fact]
    public void A_record_leaves_out_what_does_not_fit()
    {
        using SharedMemory memory = SharedMemory.Create("gatehouse-test", Environment.SystemPageSize);
        var record = new SharedRecord((long*)memory.Address, 10);
        record.Write(1, "123"u8, "45678901"u8);
        Assert.True(record.TryRead(out _, out string first, out string second));
        Assert.Equal(("123", "4567890"), (first, second));
        record.Write(2, "12345678901"u8, "x"u8);
        Assert.True(record.TryRead(out _, out first, out second));
        Assert.Equal(("1234567890", ""), (first, second));
        record.Clear();
        Assert.False(record.TryRead(out _, out _, out _));
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
