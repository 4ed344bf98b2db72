using System.Globalization;
using System.Text;

namespace Gatehouse.Serving;

/// <summary>
/// The form of the access log's lines, compiled once: <c>common</c>, <c>combined</c>, <c>json</c>, or a text with Gunicorn's
/// atoms, such as <c>%(h)s "%(r)s" %(s)s %(D)s</c>.
/// </summary>
internal sealed class AccessLogFormat
{
    private const string CommonText = "%(h)s %(l)s %(u)s %(t)s \"%(r)s\" %(s)s %(b)s";
    private const string CombinedText = CommonText + " \"%(f)s\" \"%(a)s\"";

    private static readonly (string Atom, AccessLogField Field)[] Atoms =
    [
        ("h", AccessLogField.Client), ("u", AccessLogField.User), ("r", AccessLogField.RequestLine),
        ("m", AccessLogField.Method), ("U", AccessLogField.Path), ("q", AccessLogField.Query), ("H", AccessLogField.Protocol),
        ("s", AccessLogField.Status), ("B", AccessLogField.BodyBytes), ("b", AccessLogField.BodyBytesIfAny),
        ("f", AccessLogField.Referer), ("a", AccessLogField.UserAgent), ("T", AccessLogField.WholeSeconds),
        ("M", AccessLogField.Milliseconds), ("D", AccessLogField.Microseconds), ("L", AccessLogField.Seconds),
    ];

    // What WSGI has an environ variable for; HTTP_*, CONTENT_TYPE and CONTENT_LENGTH are header fields.
    private static readonly (string Variable, AccessLogField Field)[] Variables =
    [
        ("remote_addr", AccessLogField.Client), ("remote_port", AccessLogField.ClientPort),
        ("remote_user", AccessLogField.User), ("request_method", AccessLogField.Method), ("raw_uri", AccessLogField.Target),
        ("request_uri", AccessLogField.Target), ("path_info", AccessLogField.Path), ("script_name", AccessLogField.PathBase),
        ("query_string", AccessLogField.Query), ("server_protocol", AccessLogField.Protocol),
        ("wsgi.url_scheme", AccessLogField.Scheme),
    ];

    private readonly AccessLogStep[] steps;

    private AccessLogFormat(IEnumerable<AccessLogStep> steps, bool isJson)
    {
        this.steps = [.. steps];
        IsJson = isJson;
        IsTimed = Array.Exists(this.steps, s => s.Field
            is AccessLogField.WholeSeconds or AccessLogField.Milliseconds or AccessLogField.Microseconds or AccessLogField.Seconds);
    }

    /// <summary>The Combined Log Format, which the default is.</summary>
    public static AccessLogFormat Combined { get; } = Parse("combined");

    public ReadOnlySpan<AccessLogStep> Steps => steps;

    public bool IsJson { get; }

    /// <summary>Whether a line says how long its request took.</summary>
    public bool IsTimed { get; }

    /// <exception cref="FormatException">The text names no format and is none; the message is one line.</exception>
    public static AccessLogFormat Parse(string text) =>
        TryParse(text, out AccessLogFormat? format) is { } problem ? throw new FormatException(problem) : format!;

    /// <returns>What is wrong with the text; null if nothing is.</returns>
    public static string? TryParse(string text, out AccessLogFormat? format)
    {
        format = null;
        if (text == "json")
        {
            format = new AccessLogFormat(JsonSteps(), isJson: true);
            return null;
        }

        string? named = text switch { "common" => CommonText, "combined" => CombinedText, _ => null };
        if (named is null && !text.Contains("%(", StringComparison.Ordinal)) return "it has no atom such as %(r)s";
        var steps = new List<AccessLogStep>();
        var literal = new StringBuilder();
        if (ReadSteps(named ?? text, literal, steps) is { } problem) return problem;
        literal.Append('\n');
        EndLiteral(literal, steps);
        format = new AccessLogFormat(steps, isJson: false);
        return null;
    }

    private static string? ReadSteps(string text, StringBuilder literal, List<AccessLogStep> steps)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                literal.Append(text[i]);
                continue;
            }

            if (i + 1 < text.Length && text[i + 1] == '%')
            {
                literal.Append('%');
                i++;
                continue;
            }

            int end = i + 1 < text.Length && text[i + 1] == '(' ? text.IndexOf(")s", i, StringComparison.Ordinal) : -1;
            if (end < 0) return $"the '%' at character {i + 1} begins no atom such as %(r)s; a percent sign is written %%";
            string atom = text[(i + 2)..end];
            i = end + 1;
            if (atom == "l")
            {
                literal.Append('-');
            }
            else if (atom == "p")
            {
                literal.Append(CultureInfo.InvariantCulture, $"<{Environment.ProcessId}>");
            }
            else if (atom == "t")
            {
                literal.Append('[');
                EndLiteral(literal, steps);
                steps.Add(new AccessLogStep(AccessLogField.Time, [], ""));
                literal.Append(']');
            }
            else if (TryReadAtom(atom, out AccessLogStep step))
            {
                EndLiteral(literal, steps);
                steps.Add(step);
            }
            else
            {
                return $"there is no atom %({atom})s";
            }
        }

        return null;
    }

    private static bool TryReadAtom(string atom, out AccessLogStep step)
    {
        step = default;
        if (atom is ['{', .. var braced, '}', var kind])
        {
            string name = braced.ToLowerInvariant();
            return kind switch
            {
                'i' => TryHeader(AccessLogField.RequestHeader, name, out step),
                'o' => TryHeader(AccessLogField.ResponseHeader, name, out step),
                'e' => TryReadVariable(name, out step),
                _ => false,
            };
        }

        (string found, AccessLogField field) = Array.Find(Atoms, a => a.Atom == atom);
        step = new AccessLogStep(field, [], "");
        return found is not null;
    }

    private static bool TryReadVariable(string name, out AccessLogStep step)
    {
        if (name is "content_type" or "content_length")
            return TryHeader(AccessLogField.RequestHeader, name.Replace('_', '-'), out step);
        if (name.StartsWith("http_", StringComparison.Ordinal))
            return TryHeader(AccessLogField.RequestHeader, name["http_".Length..].Replace('_', '-'), out step);
        (string found, AccessLogField field) = Array.Find(Variables, v => v.Variable == name);
        step = new AccessLogStep(field, [], "");
        return found is not null;
    }

    private static bool TryHeader(AccessLogField kind, string name, out AccessLogStep step)
    {
        AccessLogField field = kind != AccessLogField.RequestHeader ? kind : name switch
        {
            "referer" => AccessLogField.Referer,
            "user-agent" => AccessLogField.UserAgent,
            _ => kind,
        };
        step = new AccessLogStep(field, [], name);
        return Http.HeaderRules.IsToken(name);
    }

    private static void EndLiteral(StringBuilder literal, List<AccessLogStep> steps)
    {
        if (literal.Length == 0) return;
        steps.Add(new AccessLogStep(AccessLogField.Literal, Encoding.UTF8.GetBytes(literal.ToString()), ""));
        literal.Clear();
    }

    private static IEnumerable<AccessLogStep> JsonSteps()
    {
        (string Key, AccessLogField Field)[] members =
        [
            ("client", AccessLogField.Client), ("user", AccessLogField.User), ("method", AccessLogField.Method),
            ("scheme", AccessLogField.Scheme), ("host", AccessLogField.Host), ("target", AccessLogField.Target),
            ("protocol", AccessLogField.Protocol), ("status", AccessLogField.Status), ("bytes", AccessLogField.BodyBytes),
            ("aborted", AccessLogField.Aborted), ("referer", AccessLogField.Referer), ("userAgent", AccessLogField.UserAgent),
            ("milliseconds", AccessLogField.Milliseconds),
        ];
        yield return Literal("{\"time\":\"");
        yield return new AccessLogStep(AccessLogField.IsoTime, [], "");
        string before = "\"";
        foreach ((string key, AccessLogField field) in members)
        {
            yield return Literal($"{before},\"{key}\":");
            yield return new AccessLogStep(field, [], "");
            before = "";
        }

        yield return Literal(string.Create(CultureInfo.InvariantCulture, $",\"pid\":{Environment.ProcessId}}}\n"));
    }

    private static AccessLogStep Literal(string text) => new(AccessLogField.Literal, Encoding.UTF8.GetBytes(text), "");
}
