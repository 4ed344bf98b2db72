using System.Collections.Immutable;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>
/// GH1001 and GH1003 to GH1005: finds reads of forwarding headers, of Gatehouse's requests and of ASP.NET Core's, and says what
/// becomes of the value where that is worse than reading it.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HeaderReadAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        TrustRules.RawForwardedHeader,
        HeaderReadRules.LeftmostEntry,
        HeaderReadRules.SecurityDecision,
        HeaderReadRules.HandRolledProxyFix);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        var own = GatehouseHeaders.From(context.Compilation);
        var aspNet = AspNetHeaders.From(context.Compilation);
        if (own is null && aspNet is null) return;

        var nginx = NginxFiles.In(context.Options);
        context.RegisterOperationBlockStartAction(block => StartBlock(block, new HeaderSources(own, aspNet), nginx));
        context.RegisterSymbolAction(symbol => AnalyzeBound(symbol, new HeaderSources(own, aspNet)), SymbolKind.Method, SymbolKind.Property);
    }

    private static void StartBlock(OperationBlockStartAnalysisContext context, HeaderSources sources, NginxFiles? nginx)
    {
        // Most bodies read no header: nothing is made for them.
        List<HeaderRead>? reads = null;
        context.RegisterOperationAction(operation => Add(sources.ReadOf(operation.Operation)), OperationKind.PropertyReference, OperationKind.Invocation);
        context.RegisterOperationAction(
            operation => AddBound(((IAnonymousFunctionOperation)operation.Operation).Symbol, operation.Operation), OperationKind.AnonymousFunction);
        context.RegisterOperationAction(
            operation => AddBound(((ILocalFunctionOperation)operation.Operation).Symbol, operation.Operation), OperationKind.LocalFunction);
        if (context.OwningSymbol is IMethodSymbol { Parameters.IsEmpty: false } method && HasBody(method, context.CancellationToken)) AddBound(method, null);
        context.RegisterOperationBlockEndAction(end =>
        {
            if (reads is not null) HeaderReadReport.Of(reads, sources, nginx, end);
        });

        void Add(HeaderRead? read)
        {
            if (read is not null) (reads ??= []).Add(read);
        }

        void AddBound(IMethodSymbol function, IOperation? lambda)
        {
            foreach (IParameterSymbol parameter in function.Parameters) Add(sources.BoundTo(parameter, lambda));
        }
    }

    /// <summary>What is bound to a header without a body in which its value could be followed.</summary>
    private static void AnalyzeBound(SymbolAnalysisContext context, HeaderSources sources)
    {
        IEnumerable<ISymbol> bound = context.Symbol switch
        {
            IMethodSymbol { Parameters.IsEmpty: false } method when !HasBody(method, context.CancellationToken) => method.Parameters,
            IPropertySymbol property => [property],
            _ => [],
        };
        foreach (ISymbol symbol in bound)
        {
            if (sources.BoundTo(symbol, null) is not { Location.SourceTree: { } tree } read) continue;
            AnalyzerConfigOptions options = context.Options.AnalyzerConfigOptionsProvider.GetOptions(tree);
            if (sources.WithFact(read, options) is { Fact: not null } forwarded && !HeaderReaders.Include(symbol, options))
                context.ReportDiagnostic(HeaderReadReport.Raw(forwarded, DiagnosticSeverity.Warning));
        }
    }

    private static bool HasBody(IMethodSymbol method, CancellationToken cancellationToken) => method.DeclaringSyntaxReferences.Any(reference =>
        reference.GetSyntax(cancellationToken) is BaseMethodDeclarationSyntax { Body: not null } or BaseMethodDeclarationSyntax { ExpressionBody: not null });
}
