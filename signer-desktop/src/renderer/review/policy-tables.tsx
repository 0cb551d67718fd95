import type { PolicyView } from '../../ipc/view-parts.ts';

/** The whole policy: what it does not name is not allowed. */
export function PolicyTables({ policy }: { readonly policy: PolicyView }) {
  return (
    <section className="card" aria-labelledby="policy-heading">
      <h2 id="policy-heading">Policy, revision {policy.revision}</h2>
      <p>
        {policy.approverQuorum} approvers and {policy.officerQuorum} officers for each withdrawal. Everything that is
        not named here is refused. Words of the policy: <strong>{policy.words.join(' ')}</strong>
      </p>
      {policy.chains.map((chain) => (
        <ChainRules key={chain.chain} chain={chain} />
      ))}
    </section>
  );
}

function ChainRules({ chain }: { readonly chain: PolicyView['chains'][number] }) {
  return (
    <div className="chain-rules">
      <h3>
        {chain.name} <span className="code">({chain.chain})</span>
      </h3>
      <p>Fee of one transaction: at most {chain.maxFee}</p>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Asset</th>
            <th scope="col">In one payment</th>
            <th scope="col">In 24 hours</th>
            <th scope="col">Fee at most</th>
          </tr>
        </thead>
        <tbody>
          {chain.assets.map((asset) => (
            <tr key={asset.contract ?? asset.symbol}>
              <td>
                {asset.symbol}
                {asset.contract === null ? null : <div className="address address-small">{asset.contract}</div>}
              </td>
              <td>{asset.maxPerTransaction}</td>
              <td>{asset.maxPerDay}</td>
              <td>{asset.feeRatio}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Allowed destination</th>
            <th scope="col">Address</th>
          </tr>
        </thead>
        <tbody>
          {chain.destinations.map((destination) => (
            <tr key={destination.address}>
              <td>{destination.label}</td>
              <td className="address">{destination.address}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {chain.destinations.length === 0 ? <p>No destination is allowed on this chain yet.</p> : null}
    </div>
  );
}
