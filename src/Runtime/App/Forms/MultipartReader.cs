using Gatehouse.Http;

namespace Gatehouse;

/// <summary>Reads a multipart/form-data body part by part. Holds one buffer, whatever the body's length.</summary>
internal sealed class MultipartReader
{
    private const int BufferSize = 32 * 1024;

    private readonly Stream body;
    private readonly FormOptions options;
    private readonly MultipartParser parser;
    private readonly byte[] buffer;
    private int start;
    private int end;
    private bool isInPart;

    public MultipartReader(Stream body, string boundary, FormOptions options)
    {
        this.body = body;
        this.options = options;
        parser = new MultipartParser(boundary, options.MaxPartHeaderBytes);

        // Of its own and not from a pool: a section that is read after its time must not see what belongs to another request.
        buffer = GC.AllocateUninitializedArray<byte>(Math.Max(BufferSize, parser.MostHeld * 2));
    }

    /// <summary>Number of the current part, from 1.</summary>
    public int Part { get; private set; }

    /// <summary>Goes to the next part; what is left of the current one is skipped. Null at the end of the body.</summary>
    /// <exception cref="HttpStatusException">400: the body is malformed or ended early; 413: it is over a limit.</exception>
    public async ValueTask<PartHead?> NextAsync(CancellationToken cancellationToken)
    {
        while (!(await ReadAsync(cancellationToken)).IsEmpty)
        {
            // Skipped.
        }

        while (true)
        {
            switch (parser.Parse(buffer.AsSpan(start, end - start), out int consumed, out int fields, out int length))
            {
                case MultipartStatus.Headers:
                    PartHead head = Begin(buffer.AsSpan(start + fields, length));
                    start += consumed;
                    return head;
                case MultipartStatus.NeedMore:
                    start += consumed;
                    if (await FillAsync(cancellationToken)) continue;
                    if (parser.IsComplete) return null;
                    throw EndedEarly();
                default:
                    throw new HttpStatusException(parser.ErrorStatus, Sentence(parser.ErrorReason));
            }
        }
    }

    /// <summary>The next bytes of the current part, valid until the next call; empty at its end.</summary>
    /// <exception cref="HttpStatusException">400: the body is malformed or ended early; 413: it is over a limit.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        while (isInPart)
        {
            MultipartStatus status = parser.Parse(buffer.AsSpan(start, end - start), out int consumed, out int data, out int length);
            ReadOnlyMemory<byte> run = buffer.AsMemory(start + data, length);
            start += consumed;
            switch (status)
            {
                case MultipartStatus.Data:
                    return run;
                case MultipartStatus.PartEnd:
                    isInPart = false;
                    break;
                case MultipartStatus.NeedMore:
                    if (!await FillAsync(cancellationToken)) throw EndedEarly();
                    break;
                default:
                    throw new HttpStatusException(parser.ErrorStatus, Sentence(parser.ErrorReason));
            }
        }

        return default;
    }

    private PartHead Begin(ReadOnlySpan<byte> fields)
    {
        if (Part == options.MaxParts) throw new HttpStatusException(413, $"The form has more than {options.MaxParts} parts.");
        Part++;
        isInPart = true;
        return PartHead.Parse(fields, out string? error) ?? throw new HttpStatusException(400, Sentence(error!));
    }

    /// <summary>Receives behind what is held back. False at the end of the body.</summary>
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        Buffer.BlockCopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
        int count = await body.ReadAsync(buffer.AsMemory(end), cancellationToken);
        end += count;
        return count > 0;
    }

    private static string Sentence(string reason) => $"Bad form: {reason}.";

    private static HttpStatusException EndedEarly() => new(400, "Bad form: the last boundary is missing (RFC 2046 section 5.1.1).");
}
