using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gatehouse.Hosting;

/// <summary>What the command <c>routes</c> prints: each route, and the method that answers.</summary>
internal static class RouteReport
{
    public static void WriteTable(TextWriter output, IReadOnlyList<RouteDescription> routes)
    {
        RouteDescription[] rows = [new("METHOD", "TEMPLATE", "HANDLER"), .. routes];
        int method = rows.Max(row => row.Method.Length);
        int template = rows.Max(row => row.Template.Length);
        foreach (RouteDescription row in rows)
            output.WriteLine($"{row.Method.PadRight(method)}  {row.Template.PadRight(template)}  {row.Handler}");
    }

    /// <summary>The same for programs: <c>[{"method": "GET", "template": "/", "handler": "App.Index"}]</c>.</summary>
    public static void WriteJson(TextWriter output, IReadOnlyList<RouteDescription> routes)
    {
        using var stream = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(stream, options))
        {
            json.WriteStartArray();
            foreach (RouteDescription route in routes)
            {
                json.WriteStartObject();
                json.WriteString("method", route.Method);
                json.WriteString("template", route.Template);
                json.WriteString("handler", route.Handler);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        output.WriteLine(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
    }
}
