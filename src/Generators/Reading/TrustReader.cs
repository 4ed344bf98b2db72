using System.Collections.Immutable;
using System.Globalization;
using Gatehouse.Generators.Model;
using Gatehouse.Generators.Rules;
using Gatehouse.Proxy;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>Reads <c>[TrustedProxies]</c>, <c>[ForwardedHeaders]</c> and <c>[AllowedHosts]</c>.</summary>
internal sealed class TrustReader(KnownTypes known, Problems problems, CancellationToken cancellationToken)
{
    private const int MaxHops = 8;
    private const string TokenCharacters = "!#$%&'*+-.^_`|~";

    /// <summary>Property of GH1033: the usual header of the fact; absent where that one is taken too.</summary>
    internal const string UsualName = "UsualName";

    // What the server refuses: the client sends these for itself, and the server reads them.
    private static readonly string[] Reserved =
        ["Connection", "Content-Length", "Content-Type", "Date", "Host", "Keep-Alive", "Trailer", "Transfer-Encoding", "Upgrade"];

    public TrustModel Read(INamedTypeSymbol type)
    {
        TrustModel trust = TrustModel.None;
        AttributeData? headers = null;
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (KnownTypes.Is(attribute.AttributeClass, known.TrustedProxiesAttribute)) trust = ReadProxies(attribute, trust);
            if (KnownTypes.Is(attribute.AttributeClass, known.AllowedHostsAttribute)) trust = ReadHosts(attribute, trust);
            if (KnownTypes.Is(attribute.AttributeClass, known.ForwardedHeadersAttribute)) headers = attribute;
        }

        return headers is null ? trust : ReadHeaders(headers, trust);
    }

    /// <summary>Checks what the project file declares, and with it what depends on the number of proxies, which it may replace.</summary>
    /// <param name="trust">What the attributes declare.</param>
    /// <param name="build">What the project file declares.</param>
    /// <param name="location">Where to say what is wrong with the project file.</param>
    /// <param name="placeOf">Where one of the named properties of <c>[ForwardedHeaders]</c> is set; of the attribute where none is.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static void CheckBuild(TrustModel trust, BuildProperties build, Location? location, Func<string[], Location?> placeOf, Problems problems)
    {
        foreach (string network in build.TrustedProxies ?? [])
        {
            if (TrustedNetwork.FaultOf(network) is { } fault) problems.Add(TrustRules.InvalidTrust, location, fault);
        }

        foreach (string host in build.AllowedHosts)
        {
            if (AllowedHost.FaultOf(host) is { } fault) problems.Add(TrustRules.InvalidTrust, location, fault);
        }

        int hops = trust.Hops;
        if (build.SettingOf("proxyHops") is { } text && !(int.TryParse(text, out hops) && IsHops(hops)))
        {
            problems.Add(TrustRules.InvalidTrust, location, $"{text} proxies; there can be 1 to {MaxHops}");
            return;
        }

        TrustModel merged = trust with { Hops = hops };
        string source = build.SettingOf("proxyHops") is null ? "Hops" : "GatehouseProxyHops";
        foreach (ForwardedField field in trust.Fields)
        {
            if (field.Hops > hops)
                problems.Add(TrustRules.InvalidTrust, placeOf([field.HopsProperty]), $"{field.Hops} hops of {field.Fact}; there {(hops == 1 ? "is 1 proxy" : $"are {hops} proxies")} ({source})");
            else if (FaultOfAddresses(field, merged) is { } fault)
                problems.Add(TrustRules.InvalidTrust, placeOf([field.HopsProperty, "ForHops"]), fault);
        }
    }

    private static bool IsHops(int hops) => hops is >= 1 and <= MaxHops;

    private TrustModel ReadProxies(AttributeData attribute, TrustModel trust)
    {
        if (attribute.ConstructorArguments.Length != 1 || attribute.ConstructorArguments[0].Kind != TypedConstantKind.Array)
        {
            problems.AddCompilerError();
            return trust;
        }

        EquatableArray<string> networks = ReadList(attribute, TrustedNetwork.FaultOf);
        int hops = trust.Hops;
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key != "Hops" || argument.Value.Value is not int declared) continue;
            hops = declared;
            if (IsHops(hops)) continue;
            Location? place = Places.OfArgument(attribute, argument.Key, cancellationToken);
            problems.Add(TrustRules.InvalidTrust, place, $"{hops} proxies; there can be 1 to {MaxHops}");
        }

        return trust with { Networks = networks, Hops = hops };
    }

    private TrustModel ReadHosts(AttributeData attribute, TrustModel trust)
    {
        if (attribute.ConstructorArguments.Length != 1 || attribute.ConstructorArguments[0].Kind != TypedConstantKind.Array)
        {
            problems.AddCompilerError();
            return trust;
        }

        return trust with { AllowedHosts = ReadList(attribute, AllowedHost.FaultOf) };
    }

    private EquatableArray<string> ReadList(AttributeData attribute, Func<string, string?> faultOf)
    {
        TypedConstant argumentList = attribute.ConstructorArguments[0];
        ImmutableArray<TypedConstant> values = argumentList.IsNull ? ImmutableArray<TypedConstant>.Empty : argumentList.Values;
        for (int i = 0; i < values.Length; i++)
        {
            if (faultOf(values[i].Value as string ?? "") is { } fault)
                problems.Add(TrustRules.InvalidTrust, Places.OfArgument(attribute, i, cancellationToken), fault);
        }

        return values.Select(value => value.Value as string ?? "").ToEquatableArray();
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

        bool isStandard = attribute.NamedArguments.Any(argument => argument is { Key: "Standard", Value.Value: true });
        List<ForwardedField> fields = [];
        foreach (ForwardedField usual in ForwardedField.All)
        {
            ForwardedField field = usual with { IsTaken = (flags & usual.Flag) != 0 };
            foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
            {
                if (argument.Key == field.HeaderProperty) field = field with { Header = argument.Value.Value as string ?? "" };
                if (argument.Key == field.HopsProperty && argument.Value.Value is int hops) field = field with { Hops = hops };
            }

            fields.Add(field);
        }

        var read = trust with { Fields = fields.ToEquatableArray(), IsStandard = isStandard };
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (FaultOf(argument.Key, read) is { } fault)
                problems.Add(TrustRules.InvalidTrust, Places.OfArgument(attribute, argument.Key, cancellationToken), fault);
        }

        if (!isStandard) CheckHeaders(attribute, read);
        return read;
    }

    /// <summary>Each fact that is taken has a header of its own, which is none of the client's.</summary>
    private void CheckHeaders(AttributeData attribute, TrustModel trust)
    {
        ForwardedField[] taken = [.. trust.Fields.Where(field => field.IsTaken && IsToken(field.Header))];
        for (int i = 0; i < taken.Length; i++)
        {
            ForwardedField field = taken[i];
            if (Reserved.Contains(field.Header, StringComparer.OrdinalIgnoreCase))
            {
                Refuse(field, "the client sends it for itself, and the server reads it");
                continue;
            }

            if (taken.Take(i).FirstOrDefault(other => SameHeader(other, field)) is not { } first) continue;

            // The one that names its header is the one to change.
            if (IsNamed(field)) Refuse(field, $"it carries {first.Fact} already");
            else Refuse(first, $"it carries {field.Fact} already");
        }

        bool IsNamed(ForwardedField field) => attribute.NamedArguments.Any(argument => argument.Key == field.HeaderProperty);

        void Refuse(ForwardedField field, string reason)
        {
            ForwardedField usual = ForwardedField.All.Single(other => other.Fact == field.Fact);
            bool isFree = !taken.Any(other => other.Fact != field.Fact && SameHeader(other, usual));
            problems.Add(
                ProxyDeclarationRules.UnusableHeader,
                Places.OfArgument(attribute, field.HeaderProperty, cancellationToken),
                isFree ? ImmutableDictionary<string, string?>.Empty.Add(UsualName, usual.Header) : null,
                field.Header,
                field.Fact,
                reason);
        }
    }

    private static bool SameHeader(ForwardedField one, ForwardedField other) => one.Header.Equals(other.Header, StringComparison.OrdinalIgnoreCase);

    /// <summary>What is wrong with a fact that more proxies state than the client's address: only addresses tell which proxies a request came through.</summary>
    private static string? FaultOfAddresses(ForwardedField field, TrustModel trust)
    {
        int hops = trust.HopsOf(field);
        int addresses = trust.Fields.Where(other => other is { Fact: "For", IsTaken: true }).Select(trust.HopsOf).FirstOrDefault();
        return field.IsTaken && hops > 1 && hops > addresses
            ? $"{field.Fact} is taken from {hops} proxies, but For from {(addresses == 0 ? "none" : addresses.ToString(CultureInfo.InvariantCulture))}: only the addresses tell which proxies a request came through"
            : null;
    }

    /// <summary>What is wrong with one of the properties of <c>[ForwardedHeaders]</c>.</summary>
    private static string? FaultOf(string property, TrustModel trust)
    {
        if (property == "Standard" && trust.IsStandard)
        {
            string extra = string.Join(" and ", trust.Fields.Where(field => field.IsTaken && field.Fact is "Port" or "Prefix").Select(field => field.Fact));
            return extra.Length == 0 ? null : $"the Forwarded header of RFC 7239 carries no {extra}";
        }

        foreach (ForwardedField field in trust.Fields)
        {
            if (property == field.HeaderProperty && !IsToken(field.Header))
                return $"'{field.Header}' cannot name a header (RFC 9110 section 5.1)";
            if (property == field.HeaderProperty && trust.IsStandard)
                return $"{property} names a header of its own, and Standard takes the facts from Forwarded";
            if (property == field.HopsProperty && field.Hops is < 0 or > MaxHops)
                return $"{field.Hops} hops of {field.Fact}; there can be 1 to {MaxHops}, or 0 for as many as there are proxies";
        }

        return null;
    }

    private static bool IsToken(string name) => name.Length > 0 && name.All(IsTokenCharacter);

    private static bool IsTokenCharacter(char c) =>
        c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') || TokenCharacters.IndexOf(c) >= 0;
}
