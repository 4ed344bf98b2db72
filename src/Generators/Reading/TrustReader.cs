using System.Collections.Immutable;
using Gatehouse.Generators.Model;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>Reads <c>[TrustedProxies]</c> and <c>[ForwardedHeaders]</c>.</summary>
internal sealed class TrustReader(KnownTypes known, Problems problems, CancellationToken cancellationToken)
{
    private const int MaxHops = 8;
    private const string TokenCharacters = "!#$%&'*+-.^_`|~";

    public TrustModel Read(INamedTypeSymbol type)
    {
        TrustModel trust = TrustModel.None;
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (KnownTypes.Is(attribute.AttributeClass, known.TrustedProxiesAttribute)) trust = ReadProxies(attribute, trust);
            if (KnownTypes.Is(attribute.AttributeClass, known.ForwardedHeadersAttribute)) trust = ReadHeaders(attribute, trust);
        }

        return trust;
    }

    /// <summary>Checks what the project file declares, which replaces the attribute's.</summary>
    public static void CheckBuild(BuildProperties build, Location? location, Problems problems)
    {
        foreach (string network in build.TrustedProxies ?? [])
        {
            if (TrustedNetwork.FaultOf(network) is { } fault) problems.Add(TrustRules.InvalidTrust, location, fault);
        }

        if (build.SettingOf("proxyHops") is { } text && !(int.TryParse(text, out int hops) && hops is >= 1 and <= MaxHops))
            problems.Add(TrustRules.InvalidTrust, location, $"{text} proxies; there can be 1 to {MaxHops}");
    }

    private TrustModel ReadProxies(AttributeData attribute, TrustModel trust)
    {
        if (attribute.ConstructorArguments.Length != 1 || attribute.ConstructorArguments[0].Kind != TypedConstantKind.Array)
        {
            problems.AddCompilerError();
            return trust;
        }

        TypedConstant argumentList = attribute.ConstructorArguments[0];
        ImmutableArray<TypedConstant> values = argumentList.IsNull ? ImmutableArray<TypedConstant>.Empty : argumentList.Values;
        for (int i = 0; i < values.Length; i++)
        {
            string network = values[i].Value as string ?? "";
            if (TrustedNetwork.FaultOf(network) is { } fault)
                problems.Add(TrustRules.InvalidTrust, Places.OfArgument(attribute, i, cancellationToken), fault);
        }

        int hops = trust.Hops;
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key != "Hops" || argument.Value.Value is not int declared) continue;
            hops = declared;
            if (hops is >= 1 and <= MaxHops) continue;
            Location? place = Places.OfArgument(attribute, argument.Key, cancellationToken);
            problems.Add(TrustRules.InvalidTrust, place, $"{hops} proxies; there can be 1 to {MaxHops}");
        }

        return trust with { Networks = values.Select(value => value.Value as string ?? "").ToEquatableArray(), Hops = hops };
    }

    private TrustModel ReadHeaders(AttributeData attribute, TrustModel trust)
    {
        if (attribute.ConstructorArguments.Length != 1 || attribute.ConstructorArguments[0].Value is not int flags)
        {
            problems.AddCompilerError();
            return trust;
        }

        if ((flags & ~ForwardedField.All.Sum(field => field.Flag)) != 0)
            problems.Add(TrustRules.InvalidTrust, Places.OfArgument(attribute, 0, cancellationToken), $"{flags} is not made of the values of Forwarded");

        var headers = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
            headers[argument.Key] = argument.Value.Value as string;
        foreach (KeyValuePair<string, string?> header in headers)
        {
            if (header.Value is { Length: > 0 } name && name.All(IsTokenCharacter)) continue;
            Location? place = Places.OfArgument(attribute, header.Key, cancellationToken);
            problems.Add(TrustRules.InvalidTrust, place, $"'{header.Value}' cannot name a header (RFC 9110 section 5.1)");
        }

        return trust with
        {
            Fields = ForwardedField.All.Select(field => field with
            {
                IsTaken = (flags & field.Flag) != 0,
                Header = headers.TryGetValue(field.HeaderProperty, out string? header) && header is not null ? header : field.Header,
            }).ToEquatableArray(),
        };
    }

    private static bool IsTokenCharacter(char c) =>
        c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') || TokenCharacters.IndexOf(c) >= 0;
}
