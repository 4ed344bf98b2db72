using Gatehouse.Http;

namespace Gatehouse.Fuzz;

/// <summary>
/// Feeds mutated requests to parser and chunk decoder, and checks for each: nothing is thrown; any cut of the same bytes gives the
/// same requests, bodies and refusals, alone and behind another request; what was read, written anew in the plain way, is read the
/// same; no head holds more bytes or fields than its limits allow; nothing is allocated.
/// </summary>
internal sealed class ParserFuzz(ulong seed)
{
    /// <summary>The defaults of the server.</summary>
    public static readonly RequestLimits Roomy = new(8190, 100, 32768);

    private static readonly RequestLimits Tight = new(40, 5, 120);

    private static readonly byte[] Before = "GET /before HTTP/1.1\r\nHost: b\r\n\r\n"u8.ToArray();

    private readonly Mutator mutator = new();
    private readonly RequestReading whole = new();
    private readonly RequestReading other = new();
    private readonly byte[] piped = new byte[Before.Length + Mutator.MaxLength];
    private readonly int[] cuts = new int[8];
    private int beforeSeen;

    /// <summary>Inputs in which at least one request was accepted. Were they few, the mutations would be too wild to find much.</summary>
    public long Accepted { get; private set; }

    /// <summary>Inputs that were refused.</summary>
    public long Refused { get; private set; }

    /// <summary>Checks the inputs of these numbers.</summary>
    /// <exception cref="Finding">One of them broke a rule.</exception>
    public void Run(long first, long count)
    {
        Before.CopyTo(piped, 0);
        whole.Begin(Roomy);
        whole.Feed(Before);
        beforeSeen = whole.SeenComplete;
        for (long number = first; number < first + count; number++)
        {
            var dice = new Dice(seed, (ulong)number);
            ReadOnlySpan<byte> input = mutator.Make(ref dice);
            try
            {
                // What is made once, when it is first needed, is not made again.
                if (Check(input, dice) > 0 && Check(input, dice) is var allocated and > 0)
                    throw new InvalidOperationException($"reading it allocates {allocated} bytes");
            }
            catch (Exception e) when (e is not Finding)
            {
                throw new Finding(e.Message, seed, number, input, e);
            }
        }
    }

    private long Check(ReadOnlySpan<byte> input, Dice dice)
    {
        RequestLimits limits = dice.OneIn(4) ? Tight : Roomy;
        long before = GC.GetAllocatedBytesForCurrentThread();
        whole.Begin(limits);
        bool goesOn = whole.Feed(input);
        if (whole.SeenComplete > 0) Accepted++;
        if (!goesOn) Refused++;

        other.Begin(limits);
        DrawCuts(ref dice, input.Length);
        foreach (int cut in cuts)
        {
            if (!other.Feed(input[..cut])) break;
        }

        other.Feed(input);
        Same("cut at random places");

        if (dice.OneIn(8))
        {
            other.Begin(limits);
            bool otherGoesOn = true;
            for (int end = 1; otherGoesOn && end <= input.Length; end++) otherGoesOn = other.Feed(input[..end]);
            Same("cut at every byte");
        }

        if (dice.OneIn(4))
        {
            input.CopyTo(piped.AsSpan(Before.Length));
            other.Begin(limits);
            other.Feed(piped.AsSpan(0, Before.Length + input.Length));
            if (!other.Seen.Bytes[beforeSeen..].SequenceEqual(whole.Seen.Bytes)) Differ("pipelined behind another request");
        }

        other.Begin(Roomy);
        other.Feed(whole.Canonical.Bytes[..whole.CanonicalComplete]);
        if (!other.Seen.Bytes.SequenceEqual(whole.Seen.Bytes[..whole.SeenComplete])) Differ("written anew in the plain way");
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private void DrawCuts(ref Dice dice, int length)
    {
        for (int i = 0; i < cuts.Length; i++) cuts[i] = dice.Below(length + 1);
        cuts.AsSpan().Sort();
    }

    private void Same(string how)
    {
        if (!other.Seen.Bytes.SequenceEqual(whole.Seen.Bytes)) Differ(how);
    }

    private void Differ(string how) => throw new InvalidOperationException(
        $"read in another way when {how}:\n--- at once:\n{whole.Seen}\n--- {how}:\n{other.Seen}\n---");
}
