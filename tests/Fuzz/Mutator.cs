namespace Gatehouse.Fuzz;

/// <summary>Makes inputs: a few valid requests, one behind the other, with a few things done to them. Allocates nothing.</summary>
internal sealed class Mutator
{
    /// <summary>Bytes of the longest input. Long enough to pass every limit of a small set of limits, short enough to be quick.</summary>
    public const int MaxLength = 4096;

    private const int MostMutations = 6;

    private readonly byte[] buffer = new byte[MaxLength];
    private readonly byte[] spare = new byte[MaxLength];
    private int length;

    /// <summary>Makes an input; it is good until the next one is made.</summary>
    public ReadOnlySpan<byte> Make(ref Dice dice)
    {
        length = 0;
        for (int requests = 1 + dice.Below(3); requests > 0; requests--) Insert(length, dice.Of(Corpus.Requests));
        int drawn = Math.Min(dice.Below(MostMutations + 1), dice.Below(MostMutations + 1));
        for (int mutations = drawn; mutations > 0 && length > 1; mutations--) Mutate(ref dice);
        return buffer.AsSpan(0, length);
    }

    private void Mutate(ref Dice dice)
    {
        int at = dice.Below(length);
        switch (dice.Below(14))
        {
            case 0:
                buffer[at] ^= (byte)(1 << dice.Below(8));
                break;
            case 1:
                buffer[at] = (byte)dice.Below(256);
                break;
            case 2 or 3:
                Insert(at, dice.Of(Corpus.Tokens));
                break;
            case 4 or 5:
                Insert(LineStart(at), dice.Of(Corpus.Tokens));
                break;
            case 6:
                Remove(at, Math.Min(1 + dice.Below(8), length - at));
                break;
            case 7:
                RemoveLine(at);
                break;
            case 8:
                RepeatLine(at, dice.Below(length), times: dice.OneIn(20) ? 200 : 1 + dice.Below(2));
                break;
            case 9:
                Splice(ref dice, at);
                break;
            case 10:
                ChangeLineEnd(at, dice.Below(4));
                break;
            case 11:
                ChangeDigit(at, dice.Below(16));
                break;
            case 12:
                ChangeCase(at);
                break;
            default:
                if (dice.OneIn(2)) Stretch(at, dice.OneIn(10) ? 1000 : dice.Below(40));
                else length = at;
                break;
        }
    }

    private void Insert(int at, ReadOnlySpan<byte> bytes)
    {
        if (length + bytes.Length > MaxLength) return;
        buffer.AsSpan(at, length - at).CopyTo(buffer.AsSpan(at + bytes.Length));
        bytes.CopyTo(buffer.AsSpan(at));
        length += bytes.Length;
    }

    private void Remove(int at, int count)
    {
        buffer.AsSpan(at + count, length - at - count).CopyTo(buffer.AsSpan(at));
        length -= count;
    }

    private int LineStart(int at) => buffer.AsSpan(0, at).LastIndexOf((byte)'\n') + 1;

    private int LineEnd(int at)
    {
        int feed = buffer.AsSpan(at, length - at).IndexOf((byte)'\n');
        return feed < 0 ? length : at + feed + 1;
    }

    private void RemoveLine(int at)
    {
        int start = LineStart(at);
        Remove(start, LineEnd(at) - start);
    }

    private void RepeatLine(int at, int target, int times)
    {
        int start = LineStart(at);
        ReadOnlySpan<byte> line = buffer.AsSpan(start, LineEnd(at) - start);
        line.CopyTo(spare);
        line = spare.AsSpan(0, line.Length);
        for (target = LineStart(target); times > 0; times--) Insert(target, line);
    }

    // The end of another request behind the beginning of this one.
    private void Splice(ref Dice dice, int at)
    {
        byte[] other = dice.Of(Corpus.Requests);
        length = at;
        Insert(at, other.AsSpan(dice.Below(other.Length)));
    }

    private void ChangeLineEnd(int at, int how)
    {
        int end = LineEnd(at);
        if (end < 2 || buffer[end - 1] != '\n' || buffer[end - 2] != '\r') return;
        switch (how)
        {
            case 0:
                Remove(end - 2, 1);
                break;
            case 1:
                Remove(end - 1, 1);
                break;
            case 2:
                Insert(end - 1, "\r"u8);
                break;
            default:
                Insert(end - 2, "\n"u8);
                break;
        }
    }

    // Lengths and chunk sizes are where a digit matters most.
    private void ChangeDigit(int at, int digit)
    {
        int found = buffer.AsSpan(at, length - at).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (found >= 0) buffer[at + found] = "0123456789abcdef"u8[digit];
    }

    private void ChangeCase(int at)
    {
        int end = LineEnd(at);
        for (; at < end; at++)
        {
            if (char.IsAsciiLetter((char)buffer[at])) buffer[at] ^= 0x20;
        }
    }

    private void Stretch(int at, int times)
    {
        spare.AsSpan(0, times).Fill(buffer[at]);
        Insert(at, spare.AsSpan(0, times));
    }
}
