/**
 * What the class report does in a browser: sorts and filters the table of learners, and moves the focus to a learner's
 * page when it opens. Everything can be read, and every learner opened, without it.
 */
export const REPORT_SCRIPT = `'use strict';
(function () {
  var table = document.getElementById('learners');
  var body = table.tBodies[0];
  var status = document.getElementById('shown');
  var find = document.getElementById('find');
  var only = document.getElementById('only');
  function filter() {
    var wanted = find.value.trim().toLocaleLowerCase();
    var shown = 0;
    Array.prototype.forEach.call(body.rows, function (row) {
      var fits = row.dataset.find.toLocaleLowerCase().indexOf(wanted) >= 0 &&
        (only.value === '' || row.dataset.is.split(' ').indexOf(only.value) >= 0);
      row.hidden = !fits;
      if (fits) shown++;
    });
    status.textContent = shown + ' of ' + body.rows.length + ' shown';
  }
  find.addEventListener('input', filter);
  only.addEventListener('change', filter);
  var collator = new Intl.Collator(undefined, { numeric: true });
  Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, column) {
    var button = head.querySelector('button');
    if (!button) return;
    button.addEventListener('click', function () {
      var down = head.getAttribute('aria-sort') === 'ascending';
      Array.prototype.forEach.call(table.tHead.rows[0].cells, function (other) { other.removeAttribute('aria-sort'); });
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      var rows = Array.prototype.slice.call(body.rows);
      function key(row) { var cell = row.cells[column]; return cell.dataset.sort || cell.textContent; }
      rows.sort(function (a, b) { return (down ? -1 : 1) * collator.compare(key(a), key(b)); });
      rows.forEach(function (row) { body.appendChild(row); });
    });
  });
  function opened() {
    var target = document.getElementById(location.hash.slice(1));
    if (!target) return;
    if (target.id === 'overview' || target.classList.contains('learner')) window.scrollTo(0, 0);
    var heading = target.querySelector('h1,h2');
    if (heading) heading.focus({ preventScroll: true });
  }
  window.addEventListener('hashchange', opened);
  opened();
  filter();
})();
`;
