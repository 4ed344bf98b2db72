using System.Globalization;
using System.Text;

namespace Gatehouse.ProcessFixture;

/// <content>Answers that a client can check to the last byte.</content>
internal sealed partial class FixtureServer
{
    private static readonly string Pid = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// What came with the request; without a body, its id again and again up to the length that it asks for. The path /echo waits
    /// for as many milliseconds as it is told, and gives way meanwhile.
    /// </summary>
    private static async ValueTask EchoAsync(Request request, Response response)
    {
        response.ContentType = Response.PlainText;
        response.Headers["X-Worker"] = Pid;
        if (request.Path == "/echo" && Number(request, "ms") is > 0 and var wait) await Task.Delay(wait);
        if (request.ContentLength is > 0)
        {
            ReadOnlyMemory<byte> body = await request.ReadBodyAsync();
            response.Write(body.Span);
            return;
        }

        byte[] id = Encoding.ASCII.GetBytes(request.Query("id") ?? "");
        for (int left = Number(request, "length"); left > 0; left -= id.Length) response.Write(id.AsSpan(0, Math.Min(left, id.Length)));
    }

    private static int Number(Request request, string name) =>
        request.Query(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
}
