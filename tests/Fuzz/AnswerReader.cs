using System.Buffers;
using System.Globalization;
using System.Text;

namespace Gatehouse.Fuzz;

/// <summary>
/// Reads responses from a byte stream, by the grammar and by nothing more lenient: what it refuses, some client would read in
/// another way. Written without the server's own parser, which it is to check.
/// </summary>
/// <param name="stream">Everything that the server sent.</param>
/// <param name="endsWhole">That the connection was closed in order, so that no response may be cut off.</param>
internal sealed class AnswerReader(byte[] stream, bool endsWhole)
{
    private static readonly SearchValues<char> NameChars =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private int position;
    private bool isLast;

    /// <summary>Whether everything was read.</summary>
    public bool IsAtEnd => position == stream.Length;

    /// <summary>Reads the next final response; null when there is none.</summary>
    /// <param name="method">Method of its request; null where nobody knows, and then a body may be missing as for HEAD.</param>
    /// <exception cref="InvalidDataException">The bytes are not a response, or not framed in one clear way.</exception>
    public Answer? Read(string? method)
    {
        while (!IsAtEnd)
        {
            Require(!isLast, "something follows the answer that said close");
            if (ReadHead() is not { } head) return null;
            if (head.Status >= 200) return ReadBody(head.Status, head.Fields, method);
            Require(Find(head.Fields, "Content-Length") is null && Find(head.Fields, "Transfer-Encoding") is null, "a length in a 1xx");
        }

        return null;
    }

    private (int Status, List<(string Name, string Value)> Fields)? ReadHead()
    {
        if (ReadLine() is not { } line) return null;
        Require(
            line.Length >= 13 && line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && line[12] == ' ' && line.AsSpan(9, 3).ContainsAnyExceptInRange('0', '9') == false,
            $"no status line: {line}");
        return ReadFields() is { } fields ? (int.Parse(line.AsSpan(9, 3), CultureInfo.InvariantCulture), fields) : null;
    }

    private List<(string Name, string Value)>? ReadFields()
    {
        var fields = new List<(string Name, string Value)>();
        while (true)
        {
            if (ReadLine() is not { } line) return null;
            if (line.Length == 0) return fields;
            int colon = line.IndexOf(": ", StringComparison.Ordinal);
            Require(colon > 0 && !line.AsSpan(0, colon).ContainsAnyExcept(NameChars), $"no field: {line}");
            fields.Add((line[..colon], line[(colon + 2)..]));
        }
    }

    private Answer? ReadBody(int status, List<(string Name, string Value)> fields, string? method)
    {
        string? length = Find(fields, "Content-Length");
        string? coding = Find(fields, "Transfer-Encoding");
        bool closes = fields.Any(f => f is { Name: "Connection", Value: "close" });
        isLast = closes;
        Require(length is null || coding is null, "both Content-Length and Transfer-Encoding");
        Require(length is null || (length.Length > 0 && !length.AsSpan().ContainsAnyExceptInRange('0', '9')), $"no length: {length}");
        Require(coding is null or "chunked", $"no coding: {coding}");
        Require(Find(fields, "Date") is not null, "no Date");
        bool hasBody = method != "HEAD" && status is not (204 or 304) && !(method is null && IsAtEnd);
        if (status == 204) Require(length is null && coding is null, "a length in a 204");
        if (status == 205) Require(length == "0", "a 205 with a body");
        if (!hasBody) return new Answer(status, fields, "", [], IsCutOff: false);
        if (coding is not null) return ReadChunks(status, fields);

        // Without a length the body ends with the connection, which must have been said.
        Require(length is not null || closes, "neither a length nor close");
        long count = length is null ? stream.Length - position : long.Parse(length, CultureInfo.InvariantCulture);
        bool cutOff = count > stream.Length - position;
        Require(!cutOff || !endsWhole, "an answer shorter than its Content-Length");
        return new Answer(status, fields, Take((int)Math.Min(count, stream.Length - position)), [], cutOff);
    }

    private Answer ReadChunks(int status, List<(string Name, string Value)> fields)
    {
        var body = new StringBuilder();
        while (true)
        {
            string? line = ReadLine();
            if (line is null) return new Answer(status, fields, body.ToString(), [], IsCutOff: true);
            Require(line.Length is > 0 and <= 8 && line.All(char.IsAsciiHexDigitLower), $"no chunk size: {line}");
            int size = int.Parse(line, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (size == 0)
            {
                List<(string Name, string Value)>? trailers = ReadFields();
                return new Answer(status, fields, body.ToString(), trailers ?? [], IsCutOff: trailers is null);
            }

            bool cutOff = stream.Length - position < size + 2;
            Require(!cutOff || !endsWhole, "a chunk shorter than its size");
            body.Append(Take(Math.Min(size, stream.Length - position)));
            if (cutOff) return new Answer(status, fields, body.ToString(), [], IsCutOff: true);
            Require(Take(2) == "\r\n", "a chunk longer than its size");
        }
    }

    private string? ReadLine()
    {
        ReadOnlySpan<byte> rest = stream.AsSpan(position);
        int end = rest.IndexOf((byte)'\n');
        Require(end >= 0 || !endsWhole, "a head that does not end");
        if (end < 0)
        {
            position = stream.Length;
            return null;
        }

        Require(end > 0 && rest[end - 1] == '\r', "a line that does not end with CRLF");
        string line = Take(end - 1);
        position += 2;
        Require(!line.Any(c => (c < ' ' && c != '\t') || c == '\u007f'), "a control character in a line");
        return line;
    }

    private string Take(int count)
    {
        string text = Encoding.Latin1.GetString(stream, position, count);
        position += count;
        return text;
    }

    private static string? Find(List<(string Name, string Value)> fields, string name)
    {
        (string Name, string Value)[] found = [.. fields.Where(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase))];
        Require(found.Length < 2, $"more than one {name}");
        return found.Length == 0 ? null : found[0].Value;
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidDataException($"Not a well-framed answer: {otherwise}.");
    }
}
