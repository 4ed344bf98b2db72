using System.Runtime.CompilerServices;
using System.Text;
using Gatehouse.Http;

namespace Gatehouse;

/// <summary>Reads forms: the two media types that browsers send them in.</summary>
internal static class FormReader
{
    /// <summary>How many files at the threshold may lie in memory; see <see cref="FormOptions.MemoryThreshold"/>.</summary>
    private const int FilesInMemory = 16;

    private const int UrlEncodedBuffer = 8 * 1024;

    private const string Multipart = "multipart/form-data";

    /// <summary>What a request's media type makes of its body.</summary>
    /// <returns>The boundary of multipart/form-data; null for application/x-www-form-urlencoded.</returns>
    /// <exception cref="HttpStatusException">415: it is neither; 400: the boundary is none.</exception>
    public static string? BoundaryOf(ReadOnlySpan<byte> contentType)
    {
        if (MediaType.TryParse(contentType, out MediaType type))
        {
            if (type.Is("multipart", "form-data"))
            {
                return type.TryParameter("boundary", out string? boundary) && boundary is not null && MultipartParser.IsBoundary(boundary)
                    ? boundary
                    : throw new HttpStatusException(400, $"Bad form: {Multipart} without a valid boundary (RFC 2046 section 5.1.1).");
            }

            if (type.Is("application", "x-www-form-urlencoded"))
                return RequestText.IsUtf8(type) ? null : throw new HttpStatusException(415, "A form is expected in UTF-8.");
        }

        throw new HttpStatusException(415, $"A form is expected: {Multipart} or application/x-www-form-urlencoded.");
    }

    /// <summary>Reads application/x-www-form-urlencoded.</summary>
    public static async ValueTask<FormData> ReadUrlEncodedAsync(Stream body, FormOptions options, CancellationToken cancellationToken)
    {
        var form = new FormData();
        var parser = new UrlEncodedParser(options.MaxNameBytes, options.MaxValueBytes);
        var budget = new Budget(options);
        byte[] buffer = new byte[UrlEncodedBuffer];
        while (true)
        {
            int count = await body.ReadAsync(buffer, cancellationToken);
            if (count == 0) break;
            for (int start = 0; start < count;)
            {
                Take(parser.Parse(buffer.AsSpan(start, count - start), out int consumed));
                start += consumed;
            }
        }

        Take(parser.End());
        return form;

        void Take(UrlEncodedStatus status)
        {
            if (status == UrlEncodedStatus.Error) throw new HttpStatusException(parser.ErrorStatus, $"Bad form: {parser.ErrorReason}.");
            if (status != UrlEncodedStatus.Field) return;
            budget.AddPart();
            budget.AddText(Encoding.UTF8.GetByteCount(parser.Name) + Encoding.UTF8.GetByteCount(parser.Value));
            form.Add(parser.Name, parser.Value);
        }
    }

    /// <summary>Reads multipart/form-data.</summary>
    /// <param name="body">The body.</param>
    /// <param name="boundary">Its boundary.</param>
    /// <param name="options">The limits.</param>
    /// <param name="own">Is given what has to be disposed when the request is over, before anything is in it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<FormData> ReadMultipartAsync(
        Stream body, string boundary, FormOptions options, Action<IDisposable> own, CancellationToken cancellationToken)
    {
        var form = new FormData();
        var reader = new MultipartReader(body, boundary, options);
        var budget = new Budget(options);
        long inMemory = 0;
        while (await reader.NextAsync(cancellationToken) is { } head)
        {
            budget.AddName(head.Name);
            if (head.FileName is null)
            {
                FormText.ThrowUnlessUtf8(head.ContentType);
                var text = new FormText(head.Name, options.MaxValueBytes);
                while (await reader.ReadAsync(cancellationToken) is { IsEmpty: false } data) text.Append(data.Span);
                budget.AddText(text.Length);
                form.Add(head.Name, text.ToString());
                continue;
            }

            budget.AddText(Encoding.UTF8.GetByteCount(head.FileName) + (head.ContentType?.Length ?? 0));
            var content = new FileContent(options.TemporaryDirectory);
            own(content);
            long threshold = Math.Min(options.MemoryThreshold, ((long)options.MemoryThreshold * FilesInMemory) - inMemory);
            while (await reader.ReadAsync(cancellationToken) is { IsEmpty: false } data)
                await content.AppendAsync(data, threshold, cancellationToken);
            if (content.IsInMemory) inMemory += content.Length;

            // What a browser sends for a file input in which nothing was chosen (WHATWG HTML, "constructing the entry list").
            if (content.Length > 0 || head.FileName.Length > 0) form.Add(new FormFile(head.Name, head.FileName, head.ContentType, content));
        }

        return form;
    }

    /// <summary>The parts of multipart/form-data as they come.</summary>
    public static async IAsyncEnumerable<MultipartSection> ReadSectionsAsync(
        Stream body, string boundary, FormOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new MultipartReader(body, boundary, options);
        while (await reader.NextAsync(cancellationToken) is { } head) yield return new MultipartSection(reader, head, options);
    }

    /// <summary>What is left of the limits that hold for the form as a whole, and for names.</summary>
    private sealed class Budget(FormOptions options)
    {
        private int parts;
        private long text;

        /// <summary>Counts a part; those of multipart bodies are counted by their reader.</summary>
        public void AddPart()
        {
            if (++parts > options.MaxParts) throw new HttpStatusException(413, $"The form has more than {options.MaxParts} parts.");
        }

        public void AddName(string name)
        {
            int bytes = Encoding.UTF8.GetByteCount(name);
            if (bytes > options.MaxNameBytes) throw new HttpStatusException(413, $"The form has a name of over {options.MaxNameBytes} bytes.");
            AddText(bytes);
        }

        public void AddText(int bytes)
        {
            text += bytes;
            if (text > options.MaxFieldsBytes) throw new HttpStatusException(413, $"The form's fields are over {options.MaxFieldsBytes} bytes.");
        }
    }
}
