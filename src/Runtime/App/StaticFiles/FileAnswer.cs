using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gatehouse.Http;
using Gatehouse.Linux;

namespace Gatehouse;

/// <summary>The answer with a found file: whole, in pieces, or not at all because of a condition.</summary>
internal readonly struct FileAnswer(FoundFile found, string? cacheControl, Request request, Response response)
{
    // Up to this size a file is read into the response, so that head and body leave with one send.
    private const int ReadLimit = 16 * 1024;

    private const int BoundaryLength = 32;

    /// <summary>Conditions first, then ranges: RFC 9110 section 13.2.2.</summary>
    public ValueTask SendAsync(in FileRequestFields fields)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        DateTimeOffset lastModified = found.LastModified(now);
        Span<byte> tag = stackalloc byte[found.Tag.Length];
        Encoding.ASCII.GetBytes(found.Tag, tag);
        var current = new Validators(tag, lastModified);
        switch (fields.Conditions.Evaluate(current, now))
        {
            case PreconditionResult.Failed:
                return Refuse(412, "The file is not what the request takes it for.\n"u8);
            case PreconditionResult.NotModified:
                response.Status = 304;
                AddCacheFields();
                return default;
        }

        Span<ByteRange> ranges = stackalloc ByteRange[RangeHeader.MaxRanges];
        int count = 0;

        // GET is the only method that ranges are defined for (RFC 9110 section 14.2).
        if (!fields.Range.IsEmpty && request.MethodBytes.SequenceEqual("GET"u8) && fields.Conditions.AllowRange(current, now)
            && RangeHeader.Evaluate(fields.Range, found.Length, ranges, out count) == RangeResult.Unsatisfiable)
        {
            response.Headers["Content-Range"] = string.Create(CultureInfo.InvariantCulture, $"bytes */{found.Length}");
            return Refuse(416, "The file has no such range.\n"u8);
        }

        AddFields(lastModified);
        if (count > 1) return SendPartsAsync(ranges[..count].ToArray());
        var piece = new ByteRange(0, found.Length);
        if (count == 1)
        {
            piece = ranges[0];
            response.Status = 206;
            response.Headers["Content-Range"] = ContentRange(piece);
        }

        response.ContentType = found.Type.ContentType;
        response.ContentLength = piece.Length;
        return request.MethodBytes.SequenceEqual("HEAD"u8) ? default : SendAsync(piece);
    }

    private void AddFields(DateTimeOffset lastModified)
    {
        response.Headers.Add("Last-Modified", lastModified.ToString("R", CultureInfo.InvariantCulture));
        response.Headers.Add("Accept-Ranges", "bytes");
        AddCacheFields();
        if (found.Coding != ContentCoding.Identity)
            response.Headers.Add("Content-Encoding", found.Coding == ContentCoding.Brotli ? "br" : "gzip");
        response.Headers.Add("X-Content-Type-Options", "nosniff");
    }

    /// <summary>What a 304 repeats of the 200 that it stands for (RFC 9110 section 15.4.5).</summary>
    private void AddCacheFields()
    {
        response.Headers.Add("ETag", found.Tag);
        if (cacheControl is not null) response.Headers.Add("Cache-Control", cacheControl);

        // Whether or not there is a sibling today: a cache that keeps this answer may do so until there is one.
        if (found.Type.IsCompressible) response.Headers.Add("Vary", "Accept-Encoding");
    }

    private ValueTask Refuse(int status, ReadOnlySpan<byte> text)
    {
        response.Status = status;
        response.ContentType = Response.PlainText;
        response.Write(text);
        return default;
    }

    private ValueTask SendAsync(ByteRange piece)
    {
        if (piece.Length > ReadLimit) return response.SendFileAsync(found.File, piece.Offset, piece.Length);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ReadLimit);
        try
        {
            Span<byte> bytes = buffer.AsSpan(0, (int)piece.Length);
            FolderRoot.ReadExactly(found.File, piece.Offset, bytes);
            response.Write(bytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return default;
    }

    /// <summary>multipart/byteranges (RFC 9110 section 14.6).</summary>
    private async ValueTask SendPartsAsync(ByteRange[] pieces)
    {
        // Chance, so that nobody can put the boundary into a file.
        string boundary = RandomNumberGenerator.GetHexString(BoundaryLength, lowercase: true);
        string[] heads = new string[pieces.Length];
        string end = $"\r\n--{boundary}--\r\n";
        long length = end.Length;
        for (int i = 0; i < pieces.Length; i++)
        {
            string start = i == 0 ? "" : "\r\n";
            heads[i] = $"{start}--{boundary}\r\nContent-Type: {found.Type.ContentType}\r\nContent-Range: {ContentRange(pieces[i])}\r\n\r\n";
            length += heads[i].Length + pieces[i].Length;
        }

        response.Status = 206;
        response.ContentType = $"multipart/byteranges; boundary={boundary}";
        response.ContentLength = length;
        for (int i = 0; i < pieces.Length; i++)
        {
            response.Write(heads[i]);
            await SendAsync(pieces[i]);
        }

        response.Write(end);
    }

    private string ContentRange(ByteRange piece) =>
        string.Create(CultureInfo.InvariantCulture, $"bytes {piece.Offset}-{piece.End - 1}/{found.Length}");
}
