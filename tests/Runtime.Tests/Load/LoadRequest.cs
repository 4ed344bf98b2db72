using System.Globalization;
using System.Text;

namespace Gatehouse.Runtime.Tests.Load;

/// <summary>A request of the fixture's echo, and the body of its answer: the id again and again, up to the length.</summary>
internal sealed class LoadRequest
{
    public LoadRequest(string path, string id, int length, int takes, bool hasBody)
    {
        string text = string.Concat(Enumerable.Repeat(id, (length / id.Length) + 1))[..length];
        Answer = Encoding.ASCII.GetBytes(text);
        Line = string.Create(
            CultureInfo.InvariantCulture, $"{(hasBody ? "POST" : "GET")} {path}?id={id}&length={length}&ms={takes} HTTP/1.1");
        string body = hasBody ? text : "";
        string field = hasBody ? string.Create(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n") : "";
        Bytes = Encoding.ASCII.GetBytes($"{Line}\r\nHost: test\r\n{field}\r\n{body}");
    }

    public string Line { get; }

    public byte[] Bytes { get; }

    public byte[] Answer { get; }
}
