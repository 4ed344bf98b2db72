using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Gatehouse.Linux;

/// <summary>
/// A number and two texts in shared memory, written by one side and read by others without a lock: a sequence number that is odd
/// while the writer is at it tells a reader that what it read is torn (a seqlock). A writer that is killed in the middle leaves
/// the record unreadable, never wrong.
/// </summary>
/// <param name="words">Where it is: aligned, <see cref="WordsFor"/> words.</param>
/// <param name="capacity">Bytes for both texts together.</param>
internal readonly unsafe struct SharedRecord(long* words, int capacity)
{
    private const int Sequence = 0;
    private const int Value = 1;
    private const int Lengths = 2;
    private const int Header = 3;

    // A reader that meets a writer so often in a row does not get there.
    private const int MostTries = 64;

    /// <summary>Words that a record takes.</summary>
    public static int WordsFor(int capacity) => Header + ((capacity + 7) / 8);

    /// <summary>Replaces the record. What does not fit of the texts is left out at their ends.</summary>
    /// <param name="value">Not zero, which stands for an empty record.</param>
    /// <param name="first">A text, or bytes of one.</param>
    /// <param name="second">Another.</param>
    public void Write(long value, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        int one = Math.Min(first.Length, capacity);
        int two = Math.Min(second.Length, capacity - one);
        long next = words[Sequence] | 1;
        words[Sequence] = next;
        StoreFence();
        words[Value] = value;
        words[Lengths] = ((long)two << 32) | (uint)one;
        byte* bytes = (byte*)(words + Header);
        first[..one].CopyTo(new Span<byte>(bytes, one));
        second[..two].CopyTo(new Span<byte>(bytes + one, two));
        Volatile.Write(ref words[Sequence], next + 1);
    }

    /// <summary>Empties the record.</summary>
    public void Clear() => Volatile.Write(ref words[Value], 0);

    /// <summary>Reads the record; false when it is empty, or was written all the time.</summary>
    public bool TryRead(out long value, out string first, out string second)
    {
        byte* copy = stackalloc byte[capacity];
        for (int i = 0; i < MostTries; i++)
        {
            long before = Volatile.Read(ref words[Sequence]);
            if ((before & 1) != 0) continue;
            value = Volatile.Read(ref words[Value]);
            long lengths = words[Lengths];
            new ReadOnlySpan<byte>(words + Header, capacity).CopyTo(new Span<byte>(copy, capacity));
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref words[Sequence]) != before) continue;
            if (value == 0) break;

            // The other side is another process: a length that it cannot have written must not lead astray.
            int one = Math.Clamp((int)lengths, 0, capacity);
            int two = Math.Clamp((int)(lengths >> 32), 0, capacity - one);
            first = Encoding.UTF8.GetString(copy, one);
            second = Encoding.UTF8.GetString(copy + one, two);
            return true;
        }

        value = 0;
        first = second = "";
        return false;
    }

    /// <summary>Keeps stores in their order. An x86 does so by itself; the compiler does not move stores of different words across each other.</summary>
    private static void StoreFence()
    {
        if (!X86Base.IsSupported) Interlocked.MemoryBarrier();
    }
}
