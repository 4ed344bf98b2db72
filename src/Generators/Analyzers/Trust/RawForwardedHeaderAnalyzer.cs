using System.Collections.Immutable;
using Gatehouse.Generators.Reading;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>GH1001: finds reads of forwarding headers, of Gatehouse's requests and of ASP.NET Core's.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RawForwardedHeaderAnalyzer : DiagnosticAnalyzer
{
    /// <summary>Property of the diagnostic: the member of the request that replaces the read; absent where none does.</summary>
    internal const string Replacement = "Replacement";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(TrustRules.RawForwardedHeader);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        if (KnownTypes.From(context.Compilation) is { } known
            && context.Compilation.GetTypeByMetadataName("Gatehouse.RequestHeaders") is { } requestHeaders)
        {
            var declared = new Lazy<IReadOnlyDictionary<string, ForwardedFact>>(() => DeclaredHeaders(context.Compilation, known));
            context.RegisterOperationAction(
                operation => AnalyzeGatehouseIndexer(operation, requestHeaders, declared), OperationKind.PropertyReference);
        }

        if (AspNetHeaders.From(context.Compilation) is not { } aspNet) return;
        context.RegisterOperationAction(operation => Report(operation, aspNet.ReadOf(operation.Operation)), OperationKind.PropertyReference);
        context.RegisterOperationAction(operation => Report(operation, aspNet.ReadOf(operation.Operation)), OperationKind.Invocation);
        context.RegisterSymbolAction(symbol => AnalyzeParameter(symbol.ReportDiagnostic, (IParameterSymbol)symbol.Symbol, aspNet), SymbolKind.Parameter);
        context.RegisterOperationAction(
            operation =>
            {
                foreach (IParameterSymbol parameter in ((IAnonymousFunctionOperation)operation.Operation).Symbol.Parameters)
                    AnalyzeParameter(operation.ReportDiagnostic, parameter, aspNet);
            },
            OperationKind.AnonymousFunction);
    }

    /// <summary>The headers of its own that the app has its proxies send.</summary>
    private static IReadOnlyDictionary<string, ForwardedFact> DeclaredHeaders(Compilation compilation, KnownTypes known)
    {
        var headers = new Dictionary<string, ForwardedFact>(StringComparer.OrdinalIgnoreCase);
        foreach (INamedTypeSymbol app in Apps.Of(compilation, known))
        {
            foreach (Model.ForwardedField field in new TrustReader(known, new Problems(), CancellationToken.None).Read(app).Fields)
            {
                if (field.IsTaken && !field.HasUsualHeader) headers[field.Header] = FactOf(field.Fact);
            }
        }

        return headers;
    }

    private static ForwardedFact FactOf(string fact) => fact switch
    {
        "For" => ForwardedFact.Address,
        "Proto" => ForwardedFact.Scheme,
        "Host" => ForwardedFact.Host,
        "Prefix" => ForwardedFact.Prefix,
        _ => ForwardedFact.Other,
    };

    private static void AnalyzeGatehouseIndexer(
        OperationAnalysisContext context, INamedTypeSymbol requestHeaders, Lazy<IReadOnlyDictionary<string, ForwardedFact>> declared)
    {
        var reference = (IPropertyReferenceOperation)context.Operation;
        if (!reference.Property.IsIndexer
            || !KnownTypes.Is(reference.Property.ContainingType, requestHeaders)
            || reference.Arguments.Length != 1
            || reference.Arguments[0].Value.ConstantValue.Value is not string header)
        {
            return;
        }

        ForwardedFact fact;
        if (ForwardingHeaders.FactOf(header) is { } usual) fact = usual;
        else if (!declared.Value.TryGetValue(header, out fact)) return;

        string? member = MemberFor(fact);
        string advice = member is null
            ? "believe it only of a peer that you have checked"
            : $"use Request.{member}, which only a trusted proxy can change";

        // X-Forwarded-Ssl says "on" where the scheme says "https": a replacement would compare wrongly.
        bool isReplaceable = member is not null && !header.EndsWith("Ssl", StringComparison.OrdinalIgnoreCase);
        context.ReportDiagnostic(Diagnostic.Create(
            TrustRules.RawForwardedHeader,
            reference.Syntax.GetLocation(),
            isReplaceable ? ImmutableDictionary<string, string?>.Empty.Add(Replacement, member) : null,
            header,
            advice));
    }

    private static string? MemberFor(ForwardedFact fact) => fact switch
    {
        ForwardedFact.Address => "ClientAddress",
        ForwardedFact.Scheme => "Scheme",
        ForwardedFact.Host => "Host",
        ForwardedFact.Prefix => "PathBase",
        _ => null,
    };

    private static void Report(OperationAnalysisContext context, string? header) =>
        ReportAspNet(context.ReportDiagnostic, header, context.Operation.Syntax.GetLocation());

    private static void AnalyzeParameter(Action<Diagnostic> report, IParameterSymbol parameter, AspNetHeaders aspNet)
    {
        foreach (AttributeData attribute in parameter.GetAttributes())
            ReportAspNet(report, aspNet.HeaderOf(attribute), Places.Of(attribute, CancellationToken.None));
    }

    private static void ReportAspNet(Action<Diagnostic> report, string? header, Location? location)
    {
        if (header is null || ForwardingHeaders.FactOf(header) is not { } fact) return;
        string? member = fact switch
        {
            ForwardedFact.Address => "Connection.RemoteIpAddress",
            ForwardedFact.Scheme => "Request.Scheme",
            ForwardedFact.Host => "Request.Host",
            ForwardedFact.Prefix => "Request.PathBase",
            _ => null,
        };
        string advice = member is null
            ? "believe it only of a peer that you have checked"
            : $"use {member} behind UseForwardedHeaders with the proxies you know";
        report(Diagnostic.Create(TrustRules.RawForwardedHeader, location, header, advice));
    }
}
