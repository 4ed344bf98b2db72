using System.Globalization;
using Gatehouse.Generators.Model;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>Reads what a WebSocket attribute says beside its template.</summary>
internal sealed class WebSocketReader(Problems problems, CancellationToken cancellationToken)
{
    private const double Day = 86400;
    private const string TokenMarks = "!#$%&'*+-.^_`|~";

    public WebSocketModel Read(AttributeData attribute)
    {
        var model = new WebSocketModel([], [], null, null, null, null);
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            Location? place = Places.OfArgument(attribute, argument.Key, cancellationToken);
            model = (argument.Key, argument.Value) switch
            {
                ("Subprotocols", { Kind: TypedConstantKind.Array, IsNull: false } list) => model with { Subprotocols = ReadSubprotocols(list, place) },
                ("Origins", { Kind: TypedConstantKind.Array, IsNull: false } list) => model with { Origins = ReadOrigins(list, place) },
                ("MaxMessageBytes", { Value: int bytes }) => model with { MaxMessageBytes = ReadSize(bytes, place) },
                ("Compression", { Value: bool isOn }) => model with { Compression = isOn },
                ("PingInterval", { Value: double seconds }) => model with { PingInterval = ReadTime(seconds, place) },
                ("PingTimeout", { Value: double seconds }) => model with { PingTimeout = ReadTime(seconds, place) },
                _ => model,
            };
        }

        return model;
    }

    private EquatableArray<string> ReadSubprotocols(TypedConstant list, Location? place)
    {
        EquatableArray<string> names = Texts(list);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (name.Length == 0 || !name.All(IsTokenCharacter))
                problems.Add(WebSocketRules.BadValue, place, $"'{name}' cannot name a subprotocol, which is a token (RFC 6455 section 11.3.4)");
            else if (!seen.Add(name))
                problems.Add(WebSocketRules.BadValue, place, $"the subprotocol '{name}' stands in it twice");
        }

        return names;
    }

    private EquatableArray<string> ReadOrigins(TypedConstant list, Location? place)
    {
        EquatableArray<string> origins = Texts(list);
        foreach (string origin in origins)
        {
            if (!IsOrigin(origin))
                problems.Add(WebSocketRules.BadValue, place, $"'{origin}' is not an origin as browsers send it, such as https://app.example.org");
        }

        return origins;
    }

    private int ReadSize(int bytes, Location? place)
    {
        if (bytes < 1) problems.Add(WebSocketRules.BadValue, place, "a message needs at least one byte");
        return bytes;
    }

    private double ReadTime(double seconds, Location? place)
    {
        if (seconds is not (>= 0 and <= Day))
            problems.Add(WebSocketRules.BadValue, place, $"{seconds.ToString(CultureInfo.InvariantCulture)} is not a number of seconds from 0 to a day");
        return seconds;
    }

    private static EquatableArray<string> Texts(TypedConstant list) => list.Values.Select(value => value.Value as string ?? "").ToEquatableArray();

    internal static bool IsTokenCharacter(char c) =>
        c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') || TokenMarks.IndexOf(c) >= 0;

    /// <summary>Scheme, host and perhaps port, without a slash behind them (RFC 6454 section 6.1); or every origin, or the one of no page.</summary>
    private static bool IsOrigin(string text)
    {
        if (text is "*" or "null") return true;
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        return scheme > 0
            && text.Length > scheme + 3
            && text.All(c => c is > ' ' and <= '~')
            && text.IndexOfAny(['/', '?', '#', '@', '\\', '*'], scheme + 3) < 0;
    }
}
