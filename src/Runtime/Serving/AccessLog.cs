using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Gatehouse.Http;
using Gatehouse.Linux;

namespace Gatehouse.Serving;

/// <summary>
/// The access log. Lines gather in memory while a loop works and are written when it has done what was ready; several loops
/// may share one log. A line costs no allocation.
/// </summary>
internal sealed class AccessLog(AppendFile output, AccessLogFormat format)
{
    private const int FlushAt = 32 * 1024;

    // Longer credentials are no user name that anybody wants in a log.
    private const int MostCredentials = 512;

    private readonly Lock gate = new();
    private readonly AccessLogBuffer line = new(FlushAt * 2, format.IsJson);

    /// <summary>Whether lines say how long a request took, for which the clock must be read.</summary>
    public bool IsTimed => format.IsTimed;

    /// <summary>Appends the line of one request. From any loop's thread.</summary>
    public void Write(in AccessLogEntry entry)
    {
        lock (gate)
        {
            foreach (ref readonly AccessLogStep step in format.Steps)
            {
                if (step.Field == AccessLogField.Literal) line.Raw(step.Literal);
                else if (step.Field < AccessLogField.Status) WriteRequestField(step.Field, entry);
                else WriteField(step, entry);
            }

            if (line.Length >= FlushAt) FlushLocked();
        }
    }

    /// <summary>Writes what has gathered.</summary>
    public void Flush()
    {
        lock (gate) FlushLocked();
    }

    private void FlushLocked()
    {
        if (line.Length == 0) return;
        output.Write(line.Written);
        line.Clear();
    }

    private void WriteRequestField(AccessLogField field, in AccessLogEntry entry)
    {
        // Without a target there was no request line that could be read: what was parsed of it is not worth trust.
        Request? request = entry.Request is { Head.TargetLength: > 0 } ? entry.Request : null;
        switch (field)
        {
            case AccessLogField.Client:
                line.Address(entry.Client);
                break;
            case AccessLogField.ClientPort when entry.Client.Port != 0:
                line.Number(entry.Client.Port);
                break;
            case AccessLogField.Time:
                line.Raw(entry.Clock.LogTime);
                break;
            case AccessLogField.IsoTime:
                line.Raw(entry.Clock.IsoTime);
                break;
            case AccessLogField.User when request is not null:
                WriteUser(FieldOf(request, "authorization"));
                break;
            case AccessLogField.RequestLine when request is not null:
                line.Value(request.MethodBytes);
                line.Raw(" "u8);
                line.Value(request.TargetBytes);
                line.Raw(" "u8);
                line.Raw(ProtocolOf(request));
                break;
            case AccessLogField.Method when request is not null:
                line.Value(request.MethodBytes);
                break;
            case AccessLogField.Target when request is not null:
                line.Value(request.TargetBytes);
                break;
            case AccessLogField.Path when request is not null:
                line.Value(request.PathBytes);
                break;
            case AccessLogField.Query when request is not null:
                line.Value(request.QueryBytes);
                break;
            case AccessLogField.Protocol when request is not null:
                line.Value(ProtocolOf(request));
                break;
            case AccessLogField.Scheme when request is not null:
                line.Value(request.Scheme);
                break;
            case AccessLogField.Host when request is not null:
                if (request.HostText is { } host) line.Value(host);
                else line.Value(request.HostBytes);
                break;
            case AccessLogField.PathBase when request is not null:
                line.Value(request.PathBase);
                break;
            default:
                line.Absent();
                break;
        }
    }

    private void WriteField(in AccessLogStep step, in AccessLogEntry entry)
    {
        switch (step.Field)
        {
            case AccessLogField.Status when entry.Status != 0:
                line.Number(entry.Status);
                break;
            case AccessLogField.BodyBytes:
            case AccessLogField.BodyBytesIfAny when entry.BodyBytes > 0:
                line.Number(entry.BodyBytes);
                break;
            case AccessLogField.WholeSeconds:
                line.Number(entry.Elapsed / 1000);
                break;
            case AccessLogField.Milliseconds:
                line.Number(entry.Elapsed);
                break;
            case AccessLogField.Microseconds:
                line.Number(entry.Elapsed * 1000);
                break;
            case AccessLogField.Seconds:
                line.Thousandths(entry.Elapsed, places: 6);
                break;
            case AccessLogField.Referer when entry.Request is { } request:
                line.Value(request.KnownBytes(KnownHeader.Referer));
                break;
            case AccessLogField.UserAgent when entry.Request is { } request:
                line.Value(request.KnownBytes(KnownHeader.UserAgent));
                break;
            case AccessLogField.RequestHeader when entry.Request is { } request:
                line.Value(FieldOf(request, step.Name));
                break;
            case AccessLogField.ResponseHeader when entry.Response is { } response:
                WriteResponseHeader(step.Name, response, entry.BodyBytes);
                break;
            case AccessLogField.Aborted:
                line.Raw(entry.IsAborted ? "true"u8 : "false"u8);
                break;
            default:
                line.Absent();
                break;
        }
    }

    private void WriteUser(ReadOnlySpan<byte> authorization)
    {
        Span<byte> decoded = stackalloc byte[MostCredentials];
        if (authorization.Length is > 6 and <= MostCredentials && Ascii.EqualsIgnoreCase(authorization[..6], "basic "u8)
            && Base64.DecodeFromUtf8(authorization[6..].TrimStart((byte)' '), decoded, out _, out int length) == OperationStatus.Done
            && decoded[..length].IndexOf((byte)':') is var colon and > 0)
        {
            line.Word(decoded[..colon]);
        }
        else
        {
            line.Absent();
        }
    }

    private void WriteResponseHeader(string name, Response response, long bodyBytes)
    {
        // The two that are properties of a response, and not among its other fields.
        if (name == "content-type") line.Value(response.ContentType);
        else if (name == "content-length") line.Number(response.ContentLength ?? bodyBytes);
        else line.Value(response.Headers[name]);
    }

    private static ReadOnlySpan<byte> ProtocolOf(Request request) => request.Head.MinorVersion == 0 ? "HTTP/1.0"u8 : "HTTP/1.1"u8;

    private static ReadOnlySpan<byte> FieldOf(Request request, string name)
    {
        foreach (ref readonly HeaderField field in request.Head.Headers)
        {
            if (Ascii.EqualsIgnoreCase(request.Slice(field.NameStart, field.NameLength), name))
                return request.Slice(field.ValueStart, field.ValueLength);
        }

        return default;
    }
}
