using System.Collections.Immutable;
using Gatehouse.Generators.Model;
using Gatehouse.Generators.Reading;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>
/// GH1031, GH1034, GH1035, GH1036: declarations of trust that are exact and mean too little or too much. What the server would refuse is
/// GH1002 and GH1033, which the reader itself reports.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ProxyDeclarationAnalyzer : DiagnosticAnalyzer
{
    /// <summary>Property of GH1031: there is no attribute that could say who is trusted.</summary>
    internal const string HasNoProxies = "HasNoProxies";

    /// <summary>Property of GH1034: the name with '-'.</summary>
    internal const string PlainName = "PlainName";

    /// <summary>Property of GH1036 and GH1043: the hosts that the app says it serves, with commas between them; absent where it names none.</summary>
    internal const string Hosts = "Hosts";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        ProxyDeclarationRules.NobodyTrusted,
        ProxyDeclarationRules.AmbiguousHeader,
        ProxyDeclarationRules.WideNetwork,
        ProxyDeclarationRules.AnyHost);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        if (KnownTypes.From(context.Compilation) is not { } known) return;
        NginxFiles? nginx = NginxFiles.In(context.Options);
        context.RegisterSymbolAction(symbol => Analyze(symbol, known, nginx), SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context, KnownTypes known, NginxFiles? nginx)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (!known.IsApp(type)) return;
        TrustModel trust = new TrustReader(known, new Problems(), context.CancellationToken).Read(type);
        var build = BuildProperties.Read(context.Options.AnalyzerConfigOptionsProvider.GlobalOptions);
        foreach (string network in build.TrustedProxies ?? []) CheckNetwork(context, network, Places.NameOf(type));

        AttributeData? headers = null;
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (KnownTypes.Is(attribute.AttributeClass, known.ForwardedHeadersAttribute)) headers = attribute;

            // What the project file says replaces what the attribute says.
            if (KnownTypes.Is(attribute.AttributeClass, known.TrustedProxiesAttribute) && build.TrustedProxies is null)
            {
                for (int i = 0; i < trust.Networks.Count; i++)
                    CheckNetwork(context, trust.Networks[i], Places.OfArgument(attribute, i, context.CancellationToken));
            }
        }

        if (headers is null || !trust.Fields.Any(field => field.IsTaken)) return;
        if ((build.TrustedProxies ?? trust.Networks).Count == 0)
        {
            bool isFixable = build.TrustedProxies is null && KnownTypes.AttributeOf(type, known.TrustedProxiesAttribute) is null;
            context.ReportDiagnostic(Diagnostic.Create(
                ProxyDeclarationRules.NobodyTrusted,
                Places.Of(headers, context.CancellationToken),
                isFixable ? ImmutableDictionary<string, string?>.Empty.Add(HasNoProxies, null) : null,
                type.Name));
        }
        else
        {
            CheckHost(context, type, known, trust, build, headers, nginx);
        }

        if (!trust.IsStandard) CheckNames(context, trust, headers);
    }

    private static void CheckNetwork(SymbolAnalysisContext context, string text, Location? location)
    {
        if (TrustedNetwork.FaultOf(text) is not null || ProxyNetwork.Read(text, isAddress: false)?.Width is not { } width) return;
        (DiagnosticSeverity severity, string who) = width switch
        {
            NetworkWidth.Everybody => (DiagnosticSeverity.Error, "everybody: any client can say that it is another"),
            NetworkWidth.Wide => (DiagnosticSeverity.Warning, "far more addresses than anybody has proxies"),
            _ => (DiagnosticSeverity.Info, "a whole range of private addresses: any machine in it can say that it is a client"),
        };
        context.ReportDiagnostic(Diagnostic.Create(
            ProxyDeclarationRules.WideNetwork, location, severity, additionalLocations: null, properties: null, text, who));
    }

    private static void CheckHost(
        SymbolAnalysisContext context, INamedTypeSymbol type, KnownTypes known, TrustModel trust, BuildProperties build, AttributeData headers, NginxFiles? nginx)
    {
        if (!trust.Fields.Any(field => field is { Fact: "Host", IsTaken: true }) || BelievedByApp.AllowedHostsOf(trust, build).Count > 0) return;

        // GH1043 says more about the same place.
        if (nginx is not null
            && BelievedByApp.Read(type, known, build, context.CancellationToken) is { } believed
            && believed.Headers.Any(header => ForgeableHost.In(nginx.Proxies, header) is not null))
        {
            return;
        }

        string? served = BelievedByApp.ServedHostsOf(type, known, trust, build);
        context.ReportDiagnostic(Diagnostic.Create(
            ProxyDeclarationRules.AnyHost,
            Places.OfArgument(headers, 0, context.CancellationToken),
            served is null ? null : ImmutableDictionary<string, string?>.Empty.Add(Hosts, served),
            type.Name));
    }

    private static void CheckNames(SymbolAnalysisContext context, TrustModel trust, AttributeData headers)
    {
        foreach (ForwardedField field in trust.Fields)
        {
            if (!field.IsTaken || field.Header.IndexOfAny(['_', '.']) < 0) continue;
            string plain = field.Header.Replace('_', '-').Replace('.', '-');
            context.ReportDiagnostic(Diagnostic.Create(
                ProxyDeclarationRules.AmbiguousHeader,
                Places.OfArgument(headers, field.HeaderProperty, context.CancellationToken),
                ImmutableDictionary<string, string?>.Empty.Add(PlainName, plain),
                field.Header,
                plain));
        }
    }
}
