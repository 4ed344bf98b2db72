using System.Runtime.CompilerServices;

namespace Gatehouse.Http;

/// <summary>What a <see cref="ChunkedDecoder"/> made of the bytes it was given.</summary>
internal enum ChunkStatus : byte
{
    /// <summary>All of the input is used up and the body goes on.</summary>
    NeedMore,

    /// <summary>A run of body bytes.</summary>
    Data,

    /// <summary>The body ended. What follows belongs to the next request.</summary>
    Complete,

    Error,
}

/// <summary>
/// Decodes the chunked transfer coding (RFC 9112 section 7.1), by its exact grammar. A state for each place in the grammar and no
/// look-ahead: no byte needs to be kept for the next call, and any cut of the same bytes gives the same body. Extensions and
/// trailer fields are checked, bounded and thrown away. The default value is a decoder at the beginning of a body.
/// </summary>
internal partial struct ChunkedDecoder
{
    /// <summary>
    /// Bytes of chunk extensions by which they may exceed the body bytes before them. With the digits bounded too, what a client can
    /// make the server read without giving it a body is bounded (CVE-2023-39326 was the lack of that).
    /// </summary>
    public const int MaxExtensionBytes = 4096;

    /// <summary>Bytes of the trailer section; more get 431.</summary>
    public const int MaxTrailerBytes = 8192;

    private const int MaxSizeDigits = 16;

    private State state;
    private byte digits;
    private byte nameLength;
    private int trailerBytes;
    private ulong remaining;
    private long decoded;
    private long extensionBytes;
    private NameBuffer name;
    private string? errorReason;

    private enum State : byte
    {
        Size,
        SizeDigits,
        ExtensionNext,
        ExtensionName,
        ExtensionNameBytes,
        ExtensionNameEnd,
        ExtensionValue,
        ExtensionToken,
        ExtensionQuoted,
        ExtensionEscaped,
        ExtensionQuotedEnd,
        SizeLineFeed,
        Data,
        DataCarriageReturn,
        DataLineFeed,
        TrailerLine,
        TrailerName,
        TrailerValue,
        TrailerLineFeed,
        LastLineFeed,
        Complete,
        Failed,
    }

    /// <summary>After an error: 400, or 431 for a trailer section that is too large.</summary>
    public int ErrorStatus { get; private set; }

    /// <summary>After an error: the rule that was broken, constant text without any of the input.</summary>
    public readonly string ErrorReason => errorReason ?? "";

    /// <summary>Body bytes handed out so far.</summary>
    public readonly long Decoded => decoded;

    /// <summary>Reads on, up to the end of the next run of body bytes.</summary>
    /// <param name="input">The bytes after those that earlier calls consumed.</param>
    /// <param name="consumed">Bytes that are done with, data included; all of the input unless a run of data or the body ended.</param>
    /// <param name="dataStart">With <see cref="ChunkStatus.Data"/>, where the run begins in <paramref name="input"/>.</param>
    /// <param name="dataLength">With <see cref="ChunkStatus.Data"/>, its length, at least 1; else 0.</param>
    public ChunkStatus Decode(ReadOnlySpan<byte> input, out int consumed, out int dataStart, out int dataLength)
    {
        dataStart = 0;
        dataLength = 0;
        consumed = 0;
        while (state < State.Complete && consumed < input.Length)
        {
            if (state == State.Data)
            {
                dataStart = consumed;
                dataLength = (int)Math.Min(remaining, (ulong)(input.Length - consumed));
                consumed += dataLength;
                remaining -= (ulong)dataLength;
                decoded += dataLength;
                if (remaining == 0) state = State.DataCarriageReturn;
                return ChunkStatus.Data;
            }

            if (!Step(input[consumed])) return ChunkStatus.Error;
            consumed++;
        }

        return state switch
        {
            State.Complete => ChunkStatus.Complete,
            State.Failed => ChunkStatus.Error,
            _ => ChunkStatus.NeedMore,
        };
    }

    private bool Fail(string reason, int status = 400)
    {
        state = State.Failed;
        ErrorStatus = status;
        errorReason = reason;
        return false;
    }

    private bool Go(State next)
    {
        state = next;
        return true;
    }

    /// <summary>Room for the longest trailer name that is refused.</summary>
    [InlineArray(ForbiddenTrailers.LongestName)]
    private struct NameBuffer
    {
        private byte first;
    }
}
